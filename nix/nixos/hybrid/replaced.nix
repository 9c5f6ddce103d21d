# Names that stand neither for Debian's package of that name nor for nixpkgs', or for one that Debian calls
# otherwise.
{
  lib,
  final,
  prev,
  debian,
  program,
  enriched,
}:
let
  # Of nixpkgs' kind, with generators that need no program.
  formats =
    prev.formats
    //
      lib.mapAttrs
        (
          name: ours: arguments:
          prev.formats.${name} arguments // { inherit (ours arguments) generate; }
        )
        (
          builtins.intersectAttrs (lib.genAttrs [ "json" "yaml" "yaml_1_1" "toml" ] (_: null)) debian.formats
        );

  # systemctl and its like, which are the program itself; systemd's other programs are for a machine.
  systemd =
    let
      made = final.runCommand "systemd-for-containers" { } ''
        mkdir -p $out/bin $out/example $out/lib
        for name in systemctl systemd-cat systemd-notify; do ln -s ${program}/bin/$name $out/bin/$name; done
      '';
    in
    prev.systemd
    // lib.genAttrs (prev.systemd.outputs or [ ]) (_: made)
    // made
    // {
      outputs = [ "out" ];
      override = _: systemd;
      overrideAttrs = _: systemd;
    };

  # Builders of nixpkgs' join directories with it.
  lndir = final.writeShellScriptBin "lndir" (builtins.readFile ./lndir.sh);

  # Names that packages of Debian's had in older trees; where they are others' by now, they stay what they are.
  formerly =
    lib.mapAttrs
      (
        old: now:
        if (builtins.tryEval (lib.isDerivation prev.${old})).value then
          enriched old debian.${now}
        else
          prev.${old}
      )
      (
        lib.filterAttrs (old: now: prev ? ${old} && debian.debianAttributes ? ${now}) {
          inotifyTools = "inotify-tools";
          iproute = "iproute2";
          krb5Full = "krb5";
          oathToolkit = "oath-toolkit";
          radicale3 = "radicale";
          transmission = "transmission_4";
          utillinux = "util-linux";
          vim_configurable = "vim-full";
        }
      );
in
formerly
// {
  inherit formats lndir systemd;
  xorg = prev.xorg // {
    inherit lndir;
  };

  # Hooks for builds, of scripts alone.
  inherit (prev) makeWrapper;

  cacert = import ./cacert.nix {
    inherit final;
    debian = enriched "cacert" debian.cacert;
  };

  # Debian's package of that name is another program.
  minica = final.writeShellScriptBin "minica" (
    "PATH=${
      lib.makeBinPath [
        final.coreutils
        final.openssl
      ]
    }:$PATH\n"
    + builtins.readFile ./minica.sh
  );

  linux-pam = enriched "linux-pam" debian.pam;
  python3Packages = final.python3.pkgs;
  perlPackages = final.perl.pkgs;
  phpExtensions = final.php.extensions;
  phpPackages = final.php.packages;
  postgresqlPackages = final.postgresql.pkgs;

  # Not gettext's program of that name.
  envsubst = final.writeShellScriptBin "envsubst" (builtins.readFile ./envsubst.sh);

  hostname-debian = enriched "hostname-debian" debian.hostname;
  bashNonInteractive = final.bash;
  bash_5 = final.bash;
  bashInteractive_5 = final.bashInteractive;

  # In Debian su is of util-linux.
  shadow = enriched "shadow" debian.shadow // {
    inherit (debian) su;
  };

  writers = prev.writers // {
    # Its checks are programs that Debian lacks, or has apart.
    writeNginxConfig = final.writeText;
    inherit (debian.writers) writePython3 writePython3Bin;
  };
}
