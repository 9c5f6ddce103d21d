# What is masked, what only adds to another unit, paths that are not copied, specifiers that are.
{ ... }:
{
  systemd.services."inst@".serviceConfig.ExecStart = "/usr/bin/sleep infinity";
  systemd.services."inst@a" = {
    overrideStrategy = "asDropin";
    wantedBy = [ "multi-user.target" ];
    serviceConfig.Nice = 5;
  };
  systemd.services."getty@tty1".enable = false;
  systemd.services.here = {
    serviceConfig.ExecStart = "/usr/bin/id";
    serviceConfig.WorkingDirectory = /nowhere/on/this/machine;
    environment.WHO = "%n 100%%";
  };
  systemd.timers.here.timerConfig.OnCalendar = "Mon..Fri 08:00 Europe/Berlin";
  time.timeZone = "Europe/Paris";
}
