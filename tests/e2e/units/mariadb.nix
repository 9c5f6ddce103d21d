# MariaDB with the directives that NixOS' recent module gives its unit: a script that becomes the server, and
# one after it that the server's own user runs.
{ pkgs, ... }:

let
  common = import ./mariadb-common.nix { inherit pkgs; };
in
{
  inherit (common) users environment docker;

  systemd.services.mysql = {
    description = "MySQL Server";
    wantedBy = [ "multi-user.target" ];
    after = [ "network.target" ];
    path = [ pkgs.nettools ];
    preStart = common.install;
    script = ''
      if test -n "''${_WSREP_START_POSITION}"; then
        echo "this is no cluster" >&2
        exit 1
      fi
      exec ${pkgs.mariadb}/bin/mysqld --defaults-file=/etc/my.cnf ${common.options} $_WSREP_NEW_CLUSTER $_WSREP_START_POSITION
    '';
    postStart = common.setup "mysql";
    unitConfig.RequiresMountsFor = "/var/lib/mysql";
    serviceConfig = {
      Type = "notify";
      Restart = "on-abort";
      RestartSec = "5s";
      User = "mysql";
      Group = "mysql";
      RuntimeDirectory = "mysqld";
      RuntimeDirectoryMode = "0755";
      StateDirectory = "mysql";
      StateDirectoryMode = "0700";
      NoNewPrivileges = true;
      # Noted by the init, and left to the container's own walls.
      ProtectSystem = "strict";
      PrivateTmp = true;
      RestrictAddressFamilies = [
        "AF_UNIX"
        "AF_INET"
        "AF_INET6"
      ];
    };
  };
}
