# What every NixOS has under /etc and every image gets, whatever its packages bring along: certificates, names of
# services and protocols, the locale C.UTF-8, PAM's common stacks, terminals. They are copies in one small store
# path, so that no package comes with them; `docker.minimal` leaves all of it out.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.docker;
  debian = cfg.internal.packageSet == "debian";

  # Terminals that people use themselves, and that `docker run -t` and `docker exec -t` hand on.
  terminals = [
    "ansi"
    "dumb"
    "linux"
    "rxvt-unicode-256color"
    "screen"
    "screen-256color"
    "tmux"
    "tmux-256color"
    "vt100"
    "vt220"
    "xterm"
    "xterm-256color"
  ];

  # For the join it is one more .deb, so that its usr/ is where programs look.
  files = pkgs.runCommand "nix-docker-base" { } ''
    mkdir -p $out/etc/ssl/certs
    cp -L ${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt $out/etc/ssl/certs/ca-certificates.crt
    ${
      if debian then
        fromDebian
      else
        "cp -L ${pkgs.iana-etc}/etc/services ${pkgs.iana-etc}/etc/protocols $out/etc/"
    }
  '';

  fromDebian = ''
    mkdir -p $out/usr/bin $out/usr/lib/locale $out/usr/lib/ssl $out/nix-support
    echo "Package: nix-docker-base" > $out/nix-support/debian-package
    cp -L ${pkgs.debian.netbase}/etc/* $out/etc/
    cp -rL ${pkgs.debian.libc-bin}/lib/locale/C.utf8 $out/usr/lib/locale/
    # Scripts ask it for users and hosts; its C library is bash's, and there.
    cp -L ${pkgs.debian.libc-bin}/bin/getent $out/usr/bin/
    # OpenSSL's own places, for programs that have its library and not its package.
    ln -s /etc/ssl/certs $out/usr/lib/ssl/certs
    ln -s /etc/ssl/certs/ca-certificates.crt $out/usr/lib/ssl/cert.pem
    for terminal in ${toString terminals}; do
      for file in ${pkgs.debian.ncurses-base}/lib/terminfo/?/$terminal; do
        letter=''${file%/*}
        mkdir -p $out/usr/lib/terminfo/''${letter##*/}
        cp -L $file $out/usr/lib/terminfo/''${letter##*/}/
      done
    done
    chmod -R u+w $out
  '';

  fromFiles =
    lib.genAttrs
      (
        [
          "protocols"
          "services"
        ]
        ++ lib.optionals debian [
          "ethertypes"
          "rpc"
        ]
      )
      (name: {
        source = "${files}/etc/${name}";
      });

  # Every place where a distribution keeps it: programs come from all of them.
  certificates =
    lib.genAttrs
      [
        "pki/tls/certs/ca-bundle.crt"
        "ssl/certs/ca-bundle.crt"
        "ssl/certs/ca-certificates.crt"
      ]
      (_: {
        source = "${files}/etc/ssl/certs/ca-certificates.crt";
      });

  stacks = import ./pam.nix { inherit lib debian; };

  pam = lib.mapAttrs' (name: text: lib.nameValuePair "pam.d/${name}" { inherit text; }) stacks;

  locale = lib.concatStrings (
    lib.mapAttrsToList (name: value: "${name}=${value}\n") (
      { LANG = config.i18n.defaultLocale; } // config.i18n.extraLocaleSettings
    )
  );

  texts = lib.mapAttrs (_: text: { inherit text; }) {
    # pam_env and su's set-up read it.
    environment = "";
    fstab = "# A container's mounts are Docker's.\n";
    "host.conf" = "multi on\n";
    inputrc = ''
      set meta-flag on
      set input-meta on
      set output-meta on
      set convert-meta off
      set bell-style none
      "\e[1~": beginning-of-line
      "\e[4~": end-of-line
      "\e[3~": delete-char
      "\e[H": beginning-of-line
      "\e[F": end-of-line
      "\e[1;5C": forward-word
      "\e[1;5D": backward-word
    '';
    issue = "\\n (\\l)\n";
    "default/locale" = locale;
    "locale.conf" = locale;
    "login.defs" = ''
      DEFAULT_HOME yes
      ENCRYPT_METHOD YESCRYPT
      ENV_PATH PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
      ENV_SUPATH PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
      HOME_MODE 0700
      SYS_UID_MIN 400
      SYS_UID_MAX 999
      SYS_GID_MIN 400
      SYS_GID_MAX 999
      UID_MIN 1000
      UID_MAX 29999
      GID_MIN 1000
      GID_MAX 29999
      TTYGROUP tty
      TTYPERM 0620
      UMASK 022
    '';
    netgroup = "";
    networks = ''
      default 0.0.0.0
      loopback 127.0.0.0
      link-local 169.254.0.0
    '';
  };
in
{
  options.docker.minimal = lib.mkOption {
    type = lib.types.bool;
    default = false;
    description = ''
      Whether to leave out what every NixOS has under /etc, and with it every other image, 0.7 MB:
      certificate authorities, names of services and protocols, the files of the locale C.UTF-8 and LANG,
      PAM's common stacks, descriptions of terminals. What packages and the configuration bring along stays.
    '';
  };

  config = lib.mkIf (!cfg.minimal) {
    docker.internal.joined = lib.optional debian files;

    environment.etc = lib.mapAttrs (_: lib.mapAttrs (_: lib.mkDefault)) (
      certificates
      // fromFiles
      // pam
      // texts
      # The init makes it, for each container another one.
      // {
        machine-id.source = "/run/machine-id";
      }
    );
  };
}
