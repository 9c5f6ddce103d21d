# Where a module names the path of all packages, as cron's does, it gets the container's own.
{ config, ... }:
{
  environment.etc.crontab.text = "PATH=${config.system.path}/bin\n";
}
