# What of the packages appears under /usr, /bin, … ; and `etc`, the directory with their /etc.
{
  config,
  lib,
  pkgs,
  etc,
  passwd,
}:

let
  cfg = config.docker;
  inherit (cfg) internal;

  packages = config.environment.systemPackages;

  link = target: {
    type = "symlink";
    mode = "0777";
    uid = 0;
    gid = 0;
    inherit target;
  };

  merged =
    names: lib.listToAttrs (map (name: lib.nameValuePair "/${name}" (link "usr/${name}")) names);

  debian =
    let
      # The programs of `environment.systemPackages` under the names that the packages give them:
      # the configuration's own scripts, and what Debian keeps in a place of its own (psql). The
      # join takes it for a .deb, and for the one that counts where several have a name.
      programs = pkgs.runCommand "0-system-programs" { } ''
        mkdir -p $out/usr/bin $out/nix-support
        echo "Package: system-programs" > $out/nix-support/debian-package
        for package in ${toString (packages ++ [ internal.program ])}; do
          for program in $package/bin/* $package/bin/.[!.]*; do
            name=''${program##*/}
            if [ -e "$program" ] && [ ! -e "$out/usr/bin/$name" ]; then
              ln -s "$program" "$out/usr/bin/$name"
            fi
          done
        done
      '';

      joined = pkgs.debianJoin {
        inherit (internal) program;
        # The units and the files in /etc name every package that a service needs, the users their shells.
        roots = [
          programs
          config.system.build.units
          (pkgs.writeText "etc.json" (builtins.toJSON { inherit etc passwd; }))
        ]
        ++ internal.joined
        ++ packages;
      };
    in
    {
      etc = "${joined}/etc";
      entries = {
        "/usr" = link "${joined}/usr";
      }
      // merged [
        "bin"
        "sbin"
        "lib"
        "lib64"
      ];
    };

  nixpkgs =
    let
      environment = pkgs.buildEnv {
        name = "system-path";
        paths = packages ++ [ internal.program ];
        pathsToLink = [
          "/bin"
          "/sbin"
          "/lib"
          "/share"
          "/etc/profile.d"
          "/etc/bash_completion.d"
        ];
        ignoreCollisions = true;
      };
    in
    {
      # Packages of nixpkgs name their files in /etc by their store paths.
      etc = null;
      entries = {
        "/usr" = link "${environment}";
      }
      // merged [
        "bin"
        "sbin"
      ];
    };
in
{
  inherit debian nixpkgs;
}
.${internal.packageSet}
