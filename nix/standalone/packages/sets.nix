# What nixpkgs has under a second name, and its sets of packages.
{ lib, pkgs }:
let
  # `php82Packages` of `php82`, for each version of a language among these attributes.
  ofEach =
    attributes: prefix: suffix: attribute:
    lib.listToAttrs (
      map (name: {
        name = "${name}${suffix}";
        value = pkgs.${name}.${attribute};
      }) (lib.filter (name: builtins.match "${prefix}[0-9]*" name != null) (lib.attrNames attributes))
    );

  # What makes packages of sources.
  unbuilt =
    lib.genAttrs
      [
        "buildPythonApplication"
        "buildPythonPackage"
      ]
      (
        name:
        throw "python3Packages.${name}: this needs a nixpkgs (--nixpkgs); without one, a program in Python is run from its sources by python3.withPackages"
      );

  # Programs that do what others do elsewhere: nixpkgs has a package of each.
  unixtools =
    lib.genAttrs
      [
        "arp"
        "column"
        "eject"
        "fdisk"
        "getopt"
        "hexdump"
        "hostname"
        "ifconfig"
        "logger"
        "more"
        "mount"
        "netstat"
        "nettools"
        "ping"
        "procps"
        "ps"
        "route"
        "script"
        "sysctl"
        "top"
        "umount"
        "util-linux"
        "watch"
        "whereis"
        "write"
        "xxd"
      ]
      (
        name:
        if
          lib.elem name [
            "arp"
            "ifconfig"
            "netstat"
            "nettools"
            "route"
          ]
        then
          pkgs.nettools
        else if
          lib.elem name [
            "procps"
            "ps"
            "sysctl"
            "top"
            "watch"
          ]
        then
          pkgs.procps
        else
          {
            inherit (pkgs) hostname xxd;
            column = pkgs.debian.bsdextrautils;
            hexdump = pkgs.debian.bsdextrautils;
            eject = pkgs.debian.eject;
            write = pkgs.debian.bsdextrautils;
            ping = pkgs.iputils;
          }
          .${name} or pkgs.util-linux
      );
in
lib.mapAttrs (_: packages: packages // unbuilt) (
  ofEach (
    import ./attributes/languages.nix // import ./attributes/versions.nix
  ) "python3" "Packages" "pkgs"
)
// ofEach (import ./attributes/php.nix) "php" "Extensions" "extensions"
// ofEach (import ./attributes/php.nix) "php" "Packages" "packages"
// {
  inherit unixtools;
  pythonPackages = pkgs.python3.pkgs // unbuilt;
  perlPackages = pkgs.perl.pkgs;
  postgresqlPackages = pkgs.postgresql.pkgs;
  gitAndTools = {
    inherit (pkgs)
      gitFull
      git-annex
      git-crypt
      git-lfs
      gh
      ;
    git = pkgs.git;
  };
  libressl.nc = pkgs.netcat;
  utillinux = pkgs.util-linux;
  sshfs-fuse = pkgs.sshfs;
  ffmpeg-full = pkgs.ffmpeg;
  iptables-nftables-compat = pkgs.iptables;
  inherit pkgs;
  buildPackages = pkgs;
  targetPackages = pkgs;
}
