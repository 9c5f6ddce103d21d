# Python, of which one version is Debian's python3, and its packages.
rec {
  python = pythonOf {
    debs = [ "python3" ];
    links."bin/python" = "usr/bin/python3";
  };

  pythonOf =
    data:
    data
    // rec {
      pname = "python3";
      show = [
        "python3"
        "python3-minimal"
        "python3\\.[0-9]+(-minimal)?"
        "libpython3\\.[0-9]+-(minimal|stdlib)"
      ];
      versionFrom = "python3\\.[0-9]+-minimal";
      mainProgram = "python3";
      passthru =
        {
          attribute,
          debianPackagesNamed,
          exactly,
          match,
          named,
          with_,
          ...
        }:
        let
          packages = import ../python.nix {
            inherit attribute named;
            debian = debianPackagesNamed "python3-";
          };
          minor = match "python(3\\.[0-9]+)-minimal";
        in
        rec {
          pkgs = packages;
          pythonVersion = if minor == null then "3" else builtins.head minor;
          sitePackages = "lib/python${pythonVersion}/site-packages";
          interpreter = "/usr/bin/python3";
          # `ps.requests` is Debian's python3-requests; who imports it is run in the container. Its programs are
          # beside Python's, and all modules are where nixpkgs has them.
          withPackages = choose: together (choose packages);
          buildEnv.override =
            {
              extraLibs ? [ ],
              ...
            }:
            together extraLibs;
          together =
            more:
            with_.changed more {
              show = show ++ map exactly (builtins.concatMap (other: other.debianRoots) more);
              script = ''
                open_directory "$out/${sitePackages}"
                while read -r deb; do
                  if [ -d "$deb/usr/lib/python3/dist-packages" ]; then
                    spread "$deb/usr/lib/python3/dist-packages" "$out/${sitePackages}"
                  fi
                done < "$all"
              '';
            };
        };
    };
}
