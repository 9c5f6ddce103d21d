# Settings of systemd itself, of users' managers, of templates.
{
  lib,
  config,
  pkgs,
  ...
}:
{
  systemd.settings.Manager = {
    DefaultTimeoutStopSec = "10s";
    RuntimeWatchdogSec = "20s";
  };
  systemd.user.services.me = {
    script = "true";
    wantedBy = [ "default.target" ];
  };
  systemd.user.extraConfig = "DefaultTimeoutStopSec=5s";
  systemd.sleep.extraConfig = "AllowSuspend=no";
  systemd.services.postgresql.serviceConfig.TimeoutSec = "600";
  systemd.services.phpfpm-foo.path = [ pkgs.bash ];
  systemd.services."acme-example.org".serviceConfig.RestartSec = 60;
  systemd.services.nscd.enable = false;
  systemd.services.systemd-timesyncd.wantedBy = lib.mkForce [ ];
  systemd.services.systemd-oomd.serviceConfig.Slice = "x.slice";
  systemd.services."systemd-fsck@".serviceConfig.Environment = "x=y";
  systemd.paths.x = {
    wantedBy = [ "multi-user.target" ];
    pathConfig.PathChanged = "/tmp/x";
  };
  systemd.services.x.script = "true";
  systemd.services.m = {
    wantedBy = [ "multi-user.target" ];
    script = "sleep infinity";
  };
}
