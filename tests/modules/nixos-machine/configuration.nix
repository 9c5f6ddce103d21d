# A machine's configuration: it builds as it stands, and says what has no effect. Nothing is asked of units that
# a container does without.
{ modulesPath, ... }:
{
  fileSystems."/" = {
    device = "/dev/disk/by-uuid/0";
    fsType = "ext4";
  };
  swapDevices = [ ];
  boot.loader.grub.device = "/dev/sda";
  boot.kernelModules = [ "kvm-intel" ];
  boot.kernel.sysctl."net.core.somaxconn" = 1024;
  boot.plymouth.enable = true;
  # By these names it is refused, or warned of, for a machine.
  boot.cleanTmpDir = true;
  sound.enable = true;
  networking.hostName = "machine";
  security.audit.enable = true;
  systemd.services.mine = {
    script = "true";
    requires = [
      "firewall.service"
      "mount-all.service"
      "other.service"
    ];
    wantedBy = [ "multi-user.target" ];
  };
  systemd.services.other.script = "true";
}
