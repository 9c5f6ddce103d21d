# Dumps of PostgreSQL's databases, with the option names of NixOS: a unit and a timer, postgresqlBackup, or
# postgresqlBackup-NAME for each database. The dump before is kept as NAME.prev.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.postgresqlBackup;

  inherit (lib) mkOption types;

  level = toString cfg.compressionLevel;

  compressions = {
    none = {
      suffix = "";
      command = "cat";
      highest = 19;
    };
    gzip = {
      suffix = ".gz";
      command = "${pkgs.gzip}/bin/gzip -c -${level} --rsyncable";
      highest = 9;
    };
    zstd = {
      suffix = ".zstd";
      command = "${pkgs.zstd}/bin/zstd -c -${level} --rsyncable";
      highest = 19;
    };
  };

  compression = compressions.${cfg.compression};

  backup =
    database: command:
    let
      file = end: lib.escapeShellArg "${cfg.location}/${database}${end}.sql${compression.suffix}";
      before = map (one: lib.escapeShellArg "${cfg.location}/${database}.prev.sql${one.suffix}") (
        lib.attrValues compressions
      );
    in
    {
      description = "Dump of the PostgreSQL database ${database}";
      requires = [ "postgresql.target" ];
      after = [ "postgresql.target" ];
      path = [ config.services.postgresql.finalPackage ];
      inherit (cfg) startAt;
      script = ''
        set -o pipefail
        umask 0077
        ${command} | ${compression.command} > ${file ".in-progress"}
        if [ -e ${file ""} ]; then
          rm -f ${toString before}
          mv ${file ""} ${file ".prev"}
        fi
        mv ${file ".in-progress"} ${file ""}
      '';
      serviceConfig = {
        Type = "oneshot";
        User = "postgres";
        # A port or a socket other than the usual.
        Environment = [
          "PGPORT=${toString config.services.postgresql.settings.port}"
          "PGHOST=${lib.head (lib.splitString "," config.services.postgresql.settings.unix_socket_directories)}"
        ];
      };
    };
in
{
  options.services.postgresqlBackup = {
    enable = lib.mkEnableOption "dumps of PostgreSQL's databases";

    startAt = mkOption {
      type = types.either types.str (types.listOf types.str);
      default = "*-*-* 01:15:00";
      description = "When, in the words of systemd.time(7).";
    };

    backupAll = mkOption {
      type = types.bool;
      default = cfg.databases == [ ];
      defaultText = lib.literalExpression "services.postgresqlBackup.databases == [ ]";
      description = "Whether all databases go into one file, with the roles.";
    };

    databases = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Databases that go into a file each.";
    };

    location = mkOption {
      type = types.path;
      default = "/var/backup/postgresql";
      description = "Directory of the files.";
    };

    pgdumpOptions = mkOption {
      type = types.separatedString " ";
      default = "-C";
      description = "Arguments of {command}`pg_dump`.";
    };

    pgdumpAllOptions = mkOption {
      type = types.separatedString " ";
      default = "";
      description = "Arguments of {command}`pg_dumpall`.";
    };

    compression = mkOption {
      type = types.enum (lib.attrNames compressions);
      default = "gzip";
      description = "How files are compressed.";
    };

    compressionLevel = mkOption {
      type = types.ints.between 1 19;
      default = 6;
      description = "How much: up to 9 with gzip, up to 19 with zstd.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = !cfg.backupAll || cfg.databases == [ ];
        message = "services.postgresqlBackup: backupAll takes all databases: leave databases empty.";
      }
      {
        assertion = cfg.compressionLevel <= compression.highest;
        message = "services.postgresqlBackup.compressionLevel: ${cfg.compression} goes up to ${toString compression.highest}.";
      }
    ];

    systemd.tmpfiles.rules = [ "d '${cfg.location}' 0700 postgres - - -" ];

    systemd.services =
      if cfg.backupAll then
        { postgresqlBackup = backup "all" "pg_dumpall ${cfg.pgdumpAllOptions}"; }
      else
        lib.listToAttrs (
          map (
            database:
            lib.nameValuePair "postgresqlBackup-${database}" (
              backup database "pg_dump ${cfg.pgdumpOptions} ${lib.escapeShellArg database}"
            )
          ) cfg.databases
        );
  };
}
