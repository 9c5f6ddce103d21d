# Apache with the directives that NixOS' module gives its unit: forking, a PID file that the service's
# own user writes, and port 80 through a capability.
{ pkgs, ... }:

let
  httpd = pkgs.apacheHttpd;
  command = "${httpd}/bin/httpd -f /etc/httpd/httpd.conf";
  logs = "/var/log/httpd";
in
{
  users.users.wwwrun = {
    isSystemUser = true;
    group = "wwwrun";
  };
  users.groups.wwwrun = { };

  # One process for each request: such workers heed SIGTERM also when their main process was killed.
  # Those of the other models do not, and would be killed after the 90 s of TimeoutStopSec=, by systemd
  # as well.
  environment.etc."httpd/httpd.conf".text = ''
    ServerRoot "${httpd}"
    ServerName httpd.example
    DefaultRuntimeDir /run/httpd/runtime
    PidFile /run/httpd/httpd.pid
    Listen 80
    LoadModule mpm_prefork_module modules/mod_mpm_prefork.so
    LoadModule authz_core_module modules/mod_authz_core.so
    LoadModule dir_module modules/mod_dir.so
    LoadModule mime_module modules/mod_mime.so
    TypesConfig "${httpd}/conf/mime.types"
    ErrorLog ${logs}/error.log
    CustomLog ${logs}/access.log "%h %r %>s"
    DocumentRoot "${../../../samples/www}"
  '';

  systemd.tmpfiles.rules = [
    "d '${logs}' 0700 wwwrun wwwrun"
    "Z '${logs}' - wwwrun wwwrun"
  ];

  systemd.services.httpd = {
    description = "Apache HTTPD";
    wantedBy = [ "multi-user.target" ];
    after = [ "network.target" ];
    path = [
      httpd
      pkgs.coreutils
      pkgs.gnugrep
    ];
    preStart = ''
      # Semaphores that former runs have left.
      for semaphore in $(${pkgs.util-linux}/bin/ipcs -s | grep ' wwwrun ' | cut -f2 -d ' '); do
        ${pkgs.util-linux}/bin/ipcrm -s "$semaphore"
      done
    '';
    serviceConfig = {
      Type = "forking";
      PIDFile = "/run/httpd/httpd.pid";
      ExecStart = "@${httpd}/bin/httpd httpd -f /etc/httpd/httpd.conf";
      ExecReload = "${command} -k graceful";
      ExecStop = "${command} -k graceful-stop";
      User = "wwwrun";
      Group = "wwwrun";
      Restart = "always";
      RestartSec = "5s";
      RuntimeDirectory = "httpd httpd/runtime";
      RuntimeDirectoryMode = "0750";
      AmbientCapabilities = [ "CAP_NET_BIND_SERVICE" ];
    };
  };
}
