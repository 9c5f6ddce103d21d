# What people set of nginx.
{
  config,
  pkgs,
  lib,
  ...
}:
{
  services.nginx = {
    enable = true;
    package = pkgs.nginxMainline;
    additionalModules = [
      pkgs.nginxModules.headers-more or pkgs.nginxModules.moreheaders
      pkgs.nginxModules.dav
      pkgs.nginxModules.fancyindex
    ];
    recommendedGzipSettings = true;
    recommendedOptimisation = true;
    recommendedProxySettings = true;
    recommendedTlsSettings = true;
    clientMaxBodySize = "100m";
    upstreams.back = {
      servers = {
        "127.0.0.1:8000" = { };
        "127.0.0.1:8001" = {
          backup = true;
        };
      };
      extraConfig = "keepalive 8;";
    };
    appendHttpConfig = "map $http_upgrade $cu { default upgrade; '' close; }";
    commonHttpConfig = "log_format vhosts '$host $remote_addr';";
    appendConfig = "worker_rlimit_nofile 1024;";
    eventsConfig = "worker_connections 512;";
    statusPage = true;
    serverTokens = false;
    mapHashMaxSize = 4096;
    serverNamesHashBucketSize = 128;
    resolver.addresses = [ "127.0.0.11" ];
    virtualHosts."_" = {
      default = true;
      rejectSSL = true;
      locations."/".return = "444";
    };
    virtualHosts."g.test".globalRedirect = "x.test";
    virtualHosts."x.test" = {
      listen = [
        {
          addr = "0.0.0.0";
          port = 8081;
        }
        {
          addr = "[::]";
          port = 8081;
        }
      ];
      basicAuthFile = "/run/secrets/htpasswd";
      locations."/" = {
        proxyPass = "http://back";
        extraConfig = "more_set_headers 'X-A: b';";
        priority = 10;
      };
      locations."= /x" = {
        alias = "/srv/x";
        index = "a.html";
        tryFiles = "$uri =404";
      };
      locations."~ \\.php$".extraConfig =
        "fastcgi_pass unix:/run/phpfpm/p.sock; include ${config.services.nginx.package}/conf/fastcgi_params;";
      extraConfig = "access_log off;";
    };
  };
}
