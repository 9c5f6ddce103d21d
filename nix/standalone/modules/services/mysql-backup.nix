# Dumps of MariaDB's databases, with the option names of NixOS: a unit and a timer, mysql-backup.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.mysqlBackup;

  inherit (lib) mkOption types;

  level = lib.optionalString (cfg.compressionLevel != null) "-${toString cfg.compressionLevel}";

  algorithms = {
    gzip = {
      package = pkgs.gzip;
      suffix = ".gz";
      command = "gzip -c ${cfg.gzipOptions} ${level}";
      lowest = 1;
      highest = 9;
    };
    xz = {
      package = pkgs.xz;
      suffix = ".xz";
      command = "xz -z -c ${level} -";
      lowest = 0;
      highest = 9;
    };
    zstd = {
      package = pkgs.zstd;
      suffix = ".zst";
      command = "zstd ${level} -";
      lowest = 1;
      highest = 19;
    };
  };

  algorithm = algorithms.${cfg.compressionAlg};

  inOneTransaction =
    database:
    if builtins.isBool cfg.singleTransaction then
      cfg.singleTransaction
    else
      lib.elem database cfg.singleTransaction;

  dump =
    database:
    let
      file = lib.escapeShellArg "${cfg.location}/${database}${algorithm.suffix}";
      options = lib.optionalString (inOneTransaction database) "--single-transaction ";
      name = lib.escapeShellArg database;
    in
    ''
      if mariadb-dump ${options}${name} | ${algorithm.command} > ${file}.tmp; then
        mv ${file}.tmp ${file}
        echo ${file} is made
      else
        rm -f ${file}.tmp
        failed="$failed "${name}
      fi
    '';
in
{
  options.services.mysqlBackup = {
    enable = lib.mkEnableOption "dumps of MariaDB's databases";

    databases = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "The databases, a file for each.";
    };

    location = mkOption {
      type = types.path;
      default = "/var/backup/mysql";
      description = "Directory of the files.";
    };

    calendar = mkOption {
      type = types.str;
      default = "01:15:00";
      description = "When, in the words of systemd.time(7).";
    };

    user = mkOption {
      type = types.str;
      default = "mysqlbackup";
      description = "User that dumps, of the container and of MariaDB; created if it is the default one.";
    };

    compressionAlg = mkOption {
      type = types.enum (lib.attrNames algorithms);
      default = "gzip";
      description = "How files are compressed.";
    };

    compressionLevel = mkOption {
      type = types.nullOr types.int;
      default = null;
      description = "How much: up to 9 with gzip and xz, up to 19 with zstd; null is the program's own.";
    };

    gzipOptions = mkOption {
      type = types.str;
      default = "--no-name --rsyncable";
      description = "Further arguments of gzip.";
    };

    singleTransaction = mkOption {
      type = types.either types.bool (types.listOf types.str);
      default = false;
      description = "Whether a dump is one transaction, which stops nobody from writing meanwhile; or of which databases.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion =
          cfg.compressionLevel == null
          || cfg.compressionLevel >= algorithm.lowest && cfg.compressionLevel <= algorithm.highest;
        message = "services.mysqlBackup.compressionLevel: ${cfg.compressionAlg} goes from ${toString algorithm.lowest} to ${toString algorithm.highest}.";
      }
      {
        assertion =
          builtins.isBool cfg.singleTransaction
          || lib.all (database: lib.elem database cfg.databases) cfg.singleTransaction;
        message = "services.mysqlBackup.singleTransaction: it names a database that services.mysqlBackup.databases does not.";
      }
    ];

    users = import ./account.nix { inherit config lib; } {
      name = "mysqlbackup";
      inherit (cfg) user;
      group = "nogroup";
      description = "Dumps of MariaDB";
      more.home = cfg.location;
    };

    services.mysql.ensureUsers = [
      {
        name = cfg.user;
        ensurePermissions = lib.listToAttrs (
          map (
            database: lib.nameValuePair "`${database}`.*" "SELECT, SHOW VIEW, TRIGGER, LOCK TABLES"
          ) cfg.databases
        );
      }
    ];

    systemd.tmpfiles.rules = [ "d '${cfg.location}' 0700 ${cfg.user} - - -" ];

    systemd.timers.mysql-backup = {
      description = "Dumps of MariaDB's databases";
      wantedBy = [ "timers.target" ];
      timerConfig.OnCalendar = cfg.calendar;
    };

    systemd.services.mysql-backup = {
      description = "Dumps of MariaDB's databases";
      after = [ "mysql.service" ];
      path = [
        config.services.mysql.package
        algorithm.package
      ];
      script = ''
        set -o pipefail
        failed=
        ${lib.concatMapStrings dump cfg.databases}
        if [ -n "$failed" ]; then
          echo "<3>there is no dump of$failed"
          exit 1
        fi
      '';
      serviceConfig = {
        Type = "oneshot";
        User = cfg.user;
        UMask = "0077";
      };
    };
  };
}
