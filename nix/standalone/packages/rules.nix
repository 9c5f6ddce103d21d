# Which of Debian's dependencies matter to files that are only unpacked.
let
  set = names: builtins.listToAttrs (map (name: { inherit name; value = true; }) names);
in
{
  # Packages that others depend on for their maintainer scripts, which never run here. Who wants
  # one names it: `pkgs.debian.debconf`.
  maintainerOnly = set [
    "adduser"
    "cdebconf"
    "debconf"
    "debconf-i18n"
    "dpkg"
    "init-system-helpers"
    "install-info"
    "lsb-base"
    "sysuser-helper"
    "sysvinit-utils"
    "ucf"
  ];

  # Single dependencies that serve scripts which a container has no use for.
  notNeededBy = builtins.mapAttrs (_: set) {
    # perl is for a2enmod and for split-logfile.
    apache2-bin = [ "perl" "perl-base" ];
    apache2-utils = [ "perl" "perl-base" ];
  };
}
