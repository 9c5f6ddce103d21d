# nginx with the directives that NixOS' module gives its unit. What it serves is what samples/nginx.nix
# serves, so that the same client can ask.
{ pkgs, ... }:

let
  conf = pkgs.writeText "nginx.conf" ''
    daemon off;
    pid /run/nginx/nginx.pid;
    error_log stderr;
    events { }
    http {
      include ${pkgs.nginx}/conf/mime.types;
      access_log /var/log/nginx/access.log;
      access_log syslog:server=unix:/dev/log,nohostname;
      gzip on;
      client_max_body_size 10m;
      client_body_temp_path /var/cache/nginx/client_body;
      proxy_temp_path /var/cache/nginx/proxy;
      fastcgi_temp_path /var/cache/nginx/fastcgi;
      uwsgi_temp_path /var/cache/nginx/uwsgi;
      scgi_temp_path /var/cache/nginx/scgi;
      server {
        listen 80;
        root ${../../../samples/www};
        location = /hello { return 200 'hello from nginx\n'; }
        location = /old { return 301 /; }
        location /proxied/ { proxy_pass http://127.0.0.1:80/; }
      }
    }
  '';
  command = "${pkgs.nginx}/bin/nginx -c '${conf}'";

  capabilities = [
    "CAP_NET_BIND_SERVICE"
    # Not among those that Docker gives.
    "CAP_SYS_RESOURCE"
  ];
in
{
  users.users.nginx = {
    isSystemUser = true;
    group = "nginx";
  };
  users.groups.nginx = { };

  systemd.services.nginx = {
    description = "Nginx Web Server";
    wantedBy = [ "multi-user.target" ];
    after = [ "network.target" ];
    startLimitIntervalSec = 60;
    preStart = "${command} -t";
    serviceConfig = {
      ExecStart = command;
      ExecReload = [
        "${command} -t"
        "${pkgs.coreutils}/bin/kill -HUP $MAINPID"
      ];
      Restart = "always";
      RestartSec = "10s";
      User = "nginx";
      Group = "nginx";
      RuntimeDirectory = "nginx";
      RuntimeDirectoryMode = "0750";
      CacheDirectory = "nginx";
      CacheDirectoryMode = "0750";
      LogsDirectory = "nginx";
      LogsDirectoryMode = "0750";
      UMask = "0027";
      AmbientCapabilities = capabilities;
      CapabilityBoundingSet = capabilities;
      NoNewPrivileges = true;
      # Noted by the init, and left to the container's own walls.
      ProcSubset = "pid";
      ProtectSystem = "strict";
      PrivateTmp = true;
      RestrictAddressFamilies = [
        "AF_UNIX"
        "AF_INET"
        "AF_INET6"
      ];
      SystemCallFilter = [ "~@cpu-emulation @debug @keyring @mount @obsolete @privileged @setuid" ];
    };
  };
}
