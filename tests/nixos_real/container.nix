# An image for LXC, with an sshd of the user's.
{ modulesPath, lib, ... }:
{
  imports = [ (modulesPath + "/virtualisation/lxc-container.nix") ];
  services.openssh.enable = true;
  systemd.suppressedSystemUnits = [
    "dev-mqueue.mount"
    "sys-kernel-debug.mount"
    "sys-fs-fuse-connections.mount"
  ];
}
