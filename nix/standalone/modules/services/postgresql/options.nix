# The options of `services.postgresql`.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.postgresql;

  version = lib.head (lib.splitString "." (cfg.package.psqlSchema or cfg.package.version or "15"));

  setting = lib.types.nullOr (
    lib.types.oneOf [
      lib.types.bool
      lib.types.float
      lib.types.int
      lib.types.str
    ]
  );
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [
        "services"
        "postgresql"
        "port"
      ]
      [
        "services"
        "postgresql"
        "settings"
        "port"
      ]
    )
    (lib.mkRenamedOptionModule
      [
        "services"
        "postgresql"
        "extraPlugins"
      ]
      [
        "services"
        "postgresql"
        "extensions"
      ]
    )
    (lib.mkRenamedOptionModule
      [
        "services"
        "postgresql"
        "logLinePrefix"
      ]
      [
        "services"
        "postgresql"
        "settings"
        "log_line_prefix"
      ]
    )
  ];

  options.services.postgresql = {
    enable = lib.mkEnableOption "the PostgreSQL server";

    package = lib.mkPackageOption pkgs "postgresql" { };

    finalPackage = lib.mkOption {
      type = lib.types.raw;
      internal = true;
      readOnly = true;
      description = "The server with its extensions.";
    };

    systemCallFilter = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.coercedTo lib.types.bool (enable: { inherit enable; }) (
          lib.types.submodule {
            options.enable = lib.mkEnableOption "it";
            options.priority = lib.mkOption {
              type = lib.types.int;
              default = 1500;
              description = "Its place among the others.";
            };
          }
        )
      );
      default = { };
      description = "Accepted, and without effect: which system calls there are is Docker's to say.";
    };

    enableJIT = lib.mkEnableOption "the compilation of queries while they run (JIT)";

    checkConfig = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = ''
        Accepted, and without effect: Debian's PostgreSQL does not run on every
        machine that builds images. The server checks its configuration at start.
      '';
    };

    dataDir = lib.mkOption {
      type = lib.types.path;
      default = "/var/lib/postgresql/${version}";
      defaultText = lib.literalExpression ''"/var/lib/postgresql/''${config.services.postgresql.package.psqlSchema}"'';
      example = "/data/postgresql";
      description = ''
        Directory of the data. It is made when it is not there, and belongs on a
        volume. The user `postgres` must be able to reach it.
      '';
    };

    authentication = lib.mkOption {
      type = lib.types.lines;
      default = "";
      example = "host all all samenet scram-sha-256";
      description = ''
        Lines of {file}`pg_hba.conf`: who may connect from where, and how they
        prove who they are. They come before the usual ones, with which users of
        the container reach the databases of the same name, and others on the
        loopback interface need a password.
      '';
    };

    identMap = lib.mkOption {
      type = lib.types.lines;
      default = "";
      example = "postgres root postgres";
      description = ''
        Lines of {file}`pg_ident.conf`: which users of the container may be which
        users of the database. The map `postgres` says who may be `postgres`.
      '';
    };

    initdbArgs = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "--data-checksums" ];
      description = "Arguments for {command}`initdb`, when the data directory is made.";
    };

    inherit (import ../sql.nix { inherit lib; }) initialScript ensureDatabases;

    ensureUsers = lib.mkOption {
      type = lib.types.listOf (lib.types.submodule (import ./ensure-user.nix { inherit lib; }));
      default = [ ];
      example = lib.literalExpression ''
        [
          {
            name = "shop";
            ensureDBOwnership = true;
            ensureClauses.createdb = true;
          }
        ]
      '';
      description = "Users to create at start where they are not there. None is ever dropped.";
    };

    enableTCPIP = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Whether other containers can connect. Without it, only programs in this
        one do. {option}`authentication` says whom to let in.
      '';
    };

    extensions = lib.mkOption {
      type = lib.types.either (lib.types.functionTo (lib.types.listOf lib.types.raw)) (
        lib.types.listOf lib.types.raw
      );
      default = [ ];
      example = lib.literalExpression "available: [ available.ip4r ]";
      description = ''
        Packages with extensions, for `CREATE EXTENSION`; or a function that
        takes them from all that there are for the server's version, under
        nixpkgs' names (`pgvector`, `pg_cron`) or those that Debian has after
        `postgresql-NN-`.
      '';
    };

    settings = lib.mkOption {
      type = lib.types.submodule {
        freeformType = lib.types.attrsOf setting;
        options = {
          port = lib.mkOption {
            type = lib.types.port;
            default = 5432;
            description = "Port to listen on.";
          };
          log_line_prefix = lib.mkOption {
            type = lib.types.str;
            default = "[%p] ";
            example = "%m [%p] ";
            description = "What each line of the log begins with.";
          };
          shared_preload_libraries = lib.mkOption {
            type = lib.types.nullOr (
              lib.types.coercedTo (lib.types.listOf lib.types.str) (lib.concatStringsSep ",") lib.types.commas
            );
            default = null;
            example = [ "pg_stat_statements" ];
            description = "Libraries to load when the server starts.";
          };
        };
      };
      default = { };
      example = {
        max_connections = 50;
        log_connections = true;
        shared_buffers = "256MB";
      };
      description = "Parameters of {file}`postgresql.conf`.";
    };

    extraConfig = lib.mkOption {
      type = lib.types.lines;
      default = "";
      description = "Lines for the end of {file}`postgresql.conf`; {option}`settings` says the same.";
    };

    recoveryConfig = lib.mkOption {
      type = lib.types.nullOr lib.types.lines;
      default = null;
      example = ''
        standby_mode = on
        primary_conninfo = 'host=db-1 user=replica'
      '';
      description = ''
        Parameters for a server that copies another one (`standby_mode = on`), or that is brought to an earlier
        time, when it is started for the first time with them.
      '';
    };

    superUser = lib.mkOption {
      type = lib.types.str;
      default = "postgres";
      internal = true;
      readOnly = true;
      description = "User of the database who may do everything.";
    };
  };
}
