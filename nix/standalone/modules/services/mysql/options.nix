# The options of `services.mysql`.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (import ../../short-options.nix { inherit lib; }) lines;
  cfg = config.services.mysql;

  ini = pkgs.formats.ini { listsAsDuplicateKeys = true; };

  setting = lib.types.attrsOf (
    lib.types.attrsOf (
      lib.types.nullOr (
        let
          atom = lib.types.oneOf [
            lib.types.bool
            lib.types.int
            lib.types.float
            lib.types.str
          ];
        in
        lib.types.either atom (lib.types.listOf atom)
      )
    )
  );

  gone =
    option: instead:
    lib.mkRemovedOptionModule [
      "services"
      "mysql"
      option
    ] instead;
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [
        "services"
        "mysql"
        "port"
      ]
      [
        "services"
        "mysql"
        "settings"
        "mysqld"
        "port"
      ]
    )
    (lib.mkRenamedOptionModule
      [
        "services"
        "mysql"
        "bind"
      ]
      [
        "services"
        "mysql"
        "settings"
        "mysqld"
        "bind-address"
      ]
    )
    (gone "rootPassword" "The system users root and mysql reach the server without one; a password would be in the image.")
    (gone "pidDir" "The server tells its process to the container's init itself.")
  ];

  options.services.mysql = {
    enable = lib.mkEnableOption "the MariaDB server";

    package = lib.mkPackageOption pkgs "mariadb" { };

    user = lib.mkOption {
      type = lib.types.str;
      default = "mysql";
      description = "User that the server runs as; created if it is the default one.";
    };

    group = lib.mkOption {
      type = lib.types.str;
      default = "mysql";
      description = "Group that the server runs as; created if it is the default one.";
    };

    dataDir = lib.mkOption {
      type = lib.types.path;
      default = "/var/lib/mysql";
      example = "/data/mysql";
      description = "Directory of the data. It is made when it is not there, and belongs on a volume.";
    };

    configFile = lib.mkOption {
      type = lib.types.path;
      default =
        if cfg.extraOptions == "" then
          ini.generate "my.cnf" cfg.settings
        else
          pkgs.writeText "my.cnf" ''
            ${lib.generators.toINI { listsAsDuplicateKeys = true; } cfg.settings}
            [mysqld]
            ${cfg.extraOptions}
          '';
      defaultText = lib.literalMD "a file made of {option}`services.mysql.settings`";
      description = "The server's {file}`my.cnf`, in place of one that {option}`settings` lead to.";
    };

    settings = lib.mkOption {
      type = setting;
      default = { };
      example = lib.literalExpression ''
        {
          mysqld = {
            innodb_buffer_pool_size = "256M";
            plugin-load-add = [ "auth_socket" "ed25519=auth_ed25519" ];
          };
          mysqldump.quick = true;
        }
      '';
      description = "Sections of {file}`my.cnf` with their parameters.";
    };

    extraOptions = lines "Lines for the section `mysqld` of {file}`my.cnf`.";

    initialDatabases = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            name = lib.mkOption {
              type = lib.types.str;
              example = "shop";
              description = "Name of the database.";
            };
            schema = lib.mkOption {
              type = lib.types.nullOr lib.types.path;
              default = null;
              example = lib.literalExpression "./shop.sql";
              description = "File with SQL to run in it, or a directory of those; nothing if `null`.";
            };
          };
        }
      );
      default = [ ];
      example = lib.literalExpression ''
        [
          { name = "shop"; schema = ./shop.sql; }
          { name = "empty"; }
        ]
      '';
      description = "Databases to create once, when the data directory has been made.";
    };

    inherit (import ../sql.nix { inherit lib; }) initialScript ensureDatabases;

    ensureUsers = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            name = lib.mkOption {
              type = lib.types.str;
              example = "wwwrun";
              description = ''
                Name of the user. The user of the same name in the container logs
                in through the Unix socket, without a password.
              '';
            };
            ensurePermissions = lib.mkOption {
              type = lib.types.attrsOf lib.types.str;
              default = { };
              example = {
                "shop.*" = "ALL PRIVILEGES";
                "*.*" = "SELECT, LOCK TABLES";
              };
              description = "What the user may do, by the tables that it concerns. Nothing is ever revoked.";
            };
          };
        }
      );
      default = [ ];
      example = lib.literalExpression ''
        [
          {
            name = "wwwrun";
            ensurePermissions."shop.*" = "ALL PRIVILEGES";
          }
        ]
      '';
      description = "Users to create at start where they are not there. None is ever dropped.";
    };
  };
}
