# Settings of units that a container does not have.
{ lib, config, ... }:
{
  systemd.services."serial-getty@ttyS0".enable = true;
  systemd.services.systemd-networkd-wait-online.enable = lib.mkForce false;
  systemd.network.wait-online.enable = false;
  systemd.services.sshd.serviceConfig.MemoryMax = "1G";
  systemd.services.systemd-journald.serviceConfig.LimitNOFILE = 10000;
  systemd.services."user@".serviceConfig.Delegate = "memory pids cpu";
  systemd.services.systemd-udevd.restartIfChanged = false;
  systemd.services.systemd-udev-settle.enable = false;
  systemd.services.ModemManager.enable = lib.mkForce false;
  systemd.services.NetworkManager-dispatcher.enable = false;
  systemd.services.dbus.restartIfChanged = false;
  systemd.services.reload-systemd-vconsole-setup.wantedBy = [ ];
  systemd.services.tailscaled.after = [ "systemd-networkd-wait-online.service" ];
  systemd.services.fail2ban.serviceConfig.Restart = "always";
  systemd.services.nginx.serviceConfig.ProtectHome = "read-only";
  systemd.services.nginx.after = [
    "network-online.target"
    "tailscaled.service"
  ];
  systemd.services.nginx.wants = [ "network-online.target" ];
  systemd.targets.sleep.enable = false;
  systemd.targets.hybrid-sleep.enable = false;
  systemd.sockets.docker.socketConfig.SocketMode = "0660";
  systemd.timers.fstrim.timerConfig.OnCalendar = "daily";
  systemd.timers.nix-gc.timerConfig.Persistent = true;
  systemd.coredump.enable = false;
  systemd.tmpfiles.rules = [ "d /srv/x 0755 root root -" ];
  systemd.slices.system.sliceConfig.MemoryHigh = "80%";
  systemd.oomd.enable = false;
  systemd.enableEmergencyMode = false;
  services.nginx.enable = true;
}
