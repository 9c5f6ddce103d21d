# Packages out of .debs: the layout of nixpkgs, the closure, and a package by Debian's own name.
pkgs:
let
  has = path: ''
    if [ ! -e ${path} ]; then
      echo "${path} is not there" >&2
      exit 1
    fi
  '';
  lines = map has [
    "${pkgs.bash}/bin/bash"
    "${pkgs.bash}/bin/sh"
    "${pkgs.bashInteractive}/bin/sh"
    "${pkgs.iana-etc}/etc/protocols"
    "${pkgs.su}/bin/su"
    "${pkgs.coreutils}/bin/kill"
    "${pkgs.coreutils}/bin/ls"
    "${pkgs.gnused}/bin/sed"
    "${pkgs.gawk}/bin/awk"
    "${pkgs.gawk.out}/bin/gawk"
    "${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt"
    "${pkgs.debian.mawk}/bin/mawk"
    "${pkgs.killall}/bin/killall"
    "${pkgs.mkpasswd}/bin/mkpasswd"
    "${pkgs.unixtools.column}/bin/column"
    "${pkgs.bind.host}/bin/host"
    "${pkgs.glibc.getent}/bin/getent"
    "${pkgs.python3Packages.gunicorn}/bin/gunicorn"
    "${pkgs.runtimeShell}"
    "${pkgs.bash}${pkgs.bash.shellPath}"
    "${pkgs.debian.mawk}/nix-support/debian-closure"
    "${pkgs.gawkInteractive}/bin/awk"
    "${pkgs.keyutils}/bin/keyctl"
    "${pkgs.keyutils.lib}/lib/libkeyutils.so.1"
    "${pkgs.ldns}/bin/drill"
    "${pkgs.ldns}/lib/libldns.so.3"
    "${pkgs.libargon2}/bin/argon2"
    "${pkgs.libargon2}/lib/libargon2.so.1"
    "${pkgs.netcat-gnu}/bin/nc"
    "${pkgs.netcat-gnu}/bin/netcat"
    "${pkgs.nss.tools}/bin/certutil"
    "${pkgs.nssTools}/bin/certutil"
    "${pkgs.pinentry}/bin/pinentry"
    "${pkgs.pinentry-curses}/bin/pinentry-curses"
    "${pkgs.pinentry-tty}/bin/pinentry"
    "${pkgs.systemdMinimal}/bin/systemd-tmpfiles"
    "${pkgs.font-awesome}/share/fonts/opentype/font-awesome/FontAwesome.otf"
    "${pkgs.liberation_ttf}/share/fonts/truetype/*/LiberationSans-Regular.ttf"
    "${pkgs.noto-fonts}/share/fonts/truetype/noto/NotoSans-Regular.ttf"
    "${pkgs.noto-fonts}/share/fonts/truetype/noto/NotoSansMono-Regular.ttf"
    "${pkgs.stdenv.cc.cc.lib}/lib/libstdc++.so.6"
    "${pkgs.gcc.cc.lib}/lib/libgcc_s.so.1"
    "${pkgs.lib.makeLibraryPath [ pkgs.stdenv.cc.cc ]}/libgomp.so.1"
  ];
in
pkgs.runCommand "layout-test" { } ''
  ${builtins.concatStringsSep "" lines}
  for name in libc6 gawk libreadline8; do
    if ! grep -q -- "-$name" ${pkgs.gawk}/nix-support/debian-closure; then
      echo "the closure of gawk lacks $name" >&2
      exit 1
    fi
  done
  # su and runuser do nothing without PAM's modules.
  for package in ${pkgs.util-linux} ${pkgs.util-linuxMinimal} ${pkgs.su}; do
    if ! grep -q -- '-libpam-modules-[0-9]' $package/nix-support/debian-closure; then
      echo "the closure of $package lacks PAM's modules" >&2
      exit 1
    fi
  done
  # What talks to PID 1 is not Debian's.
  for package in ${pkgs.systemd} ${pkgs.systemdMinimal}; do
    for name in systemctl systemd-cat systemd-notify; do
      [ "$(readlink $package/bin/$name)" = /run/current-system/systemd/bin/$name ]
    done
  done
  # What only maintainer scripts need stays out.
  if grep -E -- '-(dpkg|debconf)-[0-9]' ${pkgs.cacert}/nix-support/debian-closure; then
    exit 1
  fi
  # As a unit calls it.
  ${pkgs.coreutils}/bin/kill -0 $$
  if ${pkgs.coreutils}/bin/kill -0 0x 2> /dev/null; then
    exit 1
  fi
  echo ${pkgs.gawk.version} > $out
''
