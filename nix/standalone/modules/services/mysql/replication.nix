# `services.mysql.replication`: a server that others copy, or one that copies another.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;
  cfg = config.services.mysql;
  given = cfg.replication;

  literal = text: "'${lib.replaceStrings [ "\\" "'" ] [ "\\\\" "''" ] text}'";

  text =
    description:
    mkOption {
      type = types.str;
      inherit description;
    };
in
{
  options.services.mysql = {
    replication = {
      role = mkOption {
        type = types.enum [
          "master"
          "slave"
          "none"
        ];
        default = "none";
        description = "Whether others copy the server, or it copies another.";
      };
      serverId = mkOption {
        type = types.int;
        default = 1;
        description = "Number of the server; each has one of its own.";
      };
      masterHost = text "Server that is copied.";
      masterPort = mkOption {
        type = types.port;
        default = 3306;
        description = "Its port.";
      };
      masterUser = text "User that copies.";
      masterPassword = text "The user's password. It is in the image, readable for everyone who has it.";
      slaveHost = text "Where the user may come from; `%` is everywhere.";
    };

    firstSql = mkOption {
      type = types.lines;
      default = "";
      internal = true;
      description = "SQL to run once, when the data directory has been made.";
    };
  };

  config.services.mysql = lib.mkIf (cfg.enable && given.role != "none") {
    settings.mysqld = {
      server-id = given.serverId;
      log-bin = "mysql-bin-${toString given.serverId}";
      log-bin-index = "mysql-bin-${toString given.serverId}.index";
      relay-log = "mysql-relay-bin";
    };
    firstSql =
      if given.role == "master" then
        ''
          CREATE USER ${literal given.masterUser}@${literal given.slaveHost} IDENTIFIED BY ${literal given.masterPassword};
          GRANT REPLICATION SLAVE ON *.* TO ${literal given.masterUser}@${literal given.slaveHost};
        ''
      else
        ''
          CHANGE MASTER TO MASTER_HOST=${literal given.masterHost}, MASTER_PORT=${toString given.masterPort}, MASTER_USER=${literal given.masterUser}, MASTER_PASSWORD=${literal given.masterPassword};
          START SLAVE;
        '';
  };
}
