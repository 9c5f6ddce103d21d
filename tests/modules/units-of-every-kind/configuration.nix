{ ... }:
{
  systemd.services.backup = {
    script = "tar cf /backup/data.tar /data";
    startAt = [
      "daily"
      "Sun 14:00"
    ];
    serviceConfig.Type = "oneshot";
  };
  systemd.timers.sweep = {
    wantedBy = [ "timers.target" ];
    timerConfig = {
      OnBootSec = "5min";
      OnUnitActiveSec = "1h";
    };
  };
  systemd.services.sweep.serviceConfig = {
    Type = "oneshot";
    ExecStart = "/usr/bin/find /tmp -mtime +1 -delete";
  };
  systemd.sockets.echo = {
    wantedBy = [ "sockets.target" ];
    listenStreams = [ "7" ];
    socketConfig.ListenStream = [ "/run/echo.sock" ];
  };
  systemd.services.echo.serviceConfig.ExecStart = "/usr/bin/cat";
  systemd.targets.shop = {
    description = "All of the shop";
    wants = [ "echo.socket" ];
    wantedBy = [ "multi-user.target" ];
  };
  systemd.paths.inbox.pathConfig.PathExists = "/data/inbox";
  systemd.services."worker@" = {
    serviceConfig.ExecStart = "/usr/bin/sleep %i";
    serviceConfig.DynamicUser = true;
  };
  systemd.services.guest.serviceConfig = {
    ExecStart = "/usr/bin/id";
    DynamicUser = true;
    User = null;
    Group = null;
    Environment = null;
  };
  systemd.globalEnvironment.TZ = "CET";
  systemd.tmpfiles.rules = [ "d /data 0755 root root -" ];
  systemd.tmpfiles.settings.shop."/data/with blank".d = {
    mode = "0750";
    user = "nobody";
  };
  systemd.tmpfiles.settings.shop."/data/link"."L+".argument = "/etc/with blank";
}
