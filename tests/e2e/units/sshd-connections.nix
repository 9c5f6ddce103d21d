# OpenSSH as NixOS has it with `startWhenNeeded`: nothing runs until somebody connects, and each connection has an
# sshd of its own, started by its socket.
{ lib, pkgs, ... }:

{
  imports = [ ./sshd.nix ];

  systemd.services.sshd.enable = lib.mkForce false;

  systemd.sockets.sshd = {
    description = "SSH Socket";
    wantedBy = [ "sockets.target" ];
    listenStreams = [ "22" ];
    socketConfig = {
      Accept = true;
      MaxConnections = 3;
      TriggerLimitIntervalSec = 0;
    };
  };

  systemd.services."sshd@" = {
    description = "SSH per-connection Daemon";
    after = [
      "network.target"
      "sshd-keygen.service"
    ];
    wants = [ "sshd-keygen.service" ];
    stopIfChanged = false;
    path = [ pkgs.openssh ];
    serviceConfig = {
      ExecStart = "-${pkgs.openssh}/bin/sshd -i -D -f /etc/ssh/sshd_config";
      KillMode = "process";
      StandardInput = "socket";
      StandardError = "journal";
    };
  };
}
