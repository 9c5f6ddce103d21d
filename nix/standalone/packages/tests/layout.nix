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
