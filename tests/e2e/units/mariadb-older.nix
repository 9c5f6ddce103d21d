# MariaDB with the directives that NixOS' module of 2020 gives its unit: variables that nobody has set on the
# command line, and a script of root's once the server is ready.
{ pkgs, ... }:

let
  common = import ./mariadb-common.nix { inherit pkgs; };
in
{
  inherit (common) users environment docker;

  systemd.tmpfiles.rules = [
    "d '/var/lib/mysql' 0700 'mysql' 'mysql' - -"
    "z '/var/lib/mysql' 0700 'mysql' 'mysql' - -"
  ];

  systemd.services.mysql = {
    description = "MySQL Server";
    wantedBy = [ "multi-user.target" ];
    after = [ "network.target" ];
    path = [ pkgs.nettools ];
    preStart = common.install;
    serviceConfig = {
      Type = "notify";
      Restart = "on-abort";
      RestartSec = "5s";
      ExecStart = "${pkgs.mariadb}/bin/mysqld --defaults-file=/etc/my.cnf ${common.options} $_WSREP_NEW_CLUSTER $_WSREP_START_POSITION";
      ExecStartPost = "+${pkgs.writeShellScript "mysql-setup" (common.setup "root")}";
      User = "mysql";
      Group = "mysql";
      RuntimeDirectory = "mysqld";
      RuntimeDirectoryMode = "0755";
    };
  };
}
