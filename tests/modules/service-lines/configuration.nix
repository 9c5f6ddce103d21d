# Parts of services' own files, as lines.
{
  services.mysql.enable = true;
  services.mysql.extraOptions = "max_connections = 20";
  services.bind.enable = true;
  services.bind.extraOptions = "allow-recursion { any; };";
  services.phpfpm.extraConfig = "process.max = 8";
  services.phpfpm.pools.site = {
    user = "nobody";
    settings."pm" = "ondemand";
  };
  services.phpfpm.pools.oldest.extraConfig = "user = nobody";
  services.phpfpm.poolConfigs.old = ''
    listen = /run/phpfpm/old.sock
    user = nobody
    pm = static
  '';
  services.cron.systemCronJobs = [ "* * * * * root echo hello" ];
}
