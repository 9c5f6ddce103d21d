# Pools of PHP with packages of their own.
{
  config,
  pkgs,
  lib,
  ...
}:
{
  services.nginx.enable = true;
  services.nginx.virtualHosts.localhost.locations."/".extraConfig =
    "fastcgi_pass unix:${config.services.phpfpm.pools.a.socket}; include ${pkgs.nginx}/conf/fastcgi_params; fastcgi_param SCRIPT_FILENAME /srv/a.php;";
  services.phpfpm.phpOptions = "date.timezone = UTC";
  services.phpfpm.settings.log_level = "notice";
  services.phpfpm.pools.a = {
    user = "app";
    phpPackage = pkgs.php.buildEnv {
      extensions =
        { enabled, all }:
        enabled
        ++ [
          all.imagick
          all.redis
          all.apcu
        ];
      extraConfig = "memory_limit = 256M";
    };
    phpOptions = "upload_max_filesize = 10M";
    phpEnv.FOO = "bar";
    settings = {
      "listen.owner" = config.services.nginx.user;
      pm = "dynamic";
      "pm.max_children" = 5;
      "pm.start_servers" = 1;
      "pm.min_spare_servers" = 1;
      "pm.max_spare_servers" = 2;
      "php_admin_value[error_log]" = "stderr";
      "php_admin_flag[log_errors]" = true;
      catch_workers_output = true;
    };
  };
  services.phpfpm.pools.b = {
    user = "nginx";
    group = "nginx";
    phpPackage = pkgs.php.withExtensions ({ enabled, all }: enabled ++ [ all.xdebug ]);
    settings.pm = "ondemand";
    settings."pm.max_children" = 1;
  };
  users.users.app = {
    isSystemUser = true;
    group = "app";
  };
  users.groups.app = { };
  environment.systemPackages = [
    pkgs.php
    pkgs.phpPackages.composer
  ];
}
