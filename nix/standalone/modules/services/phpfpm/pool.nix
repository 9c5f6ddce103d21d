# Options of one pool of PHP processes.
{
  lib,
  cfg,
  users,
}:

{ name, config, ... }:
{
  options = {
    socket = lib.mkOption {
      type = lib.types.str;
      readOnly = true;
      default = "/run/phpfpm/${name}.sock";
      defaultText = lib.literalExpression ''"/run/phpfpm/''${name}.sock"'';
      description = "Unix socket of the pool, for a web server's configuration.";
    };

    listen = lib.mkOption {
      type = lib.types.str;
      default = "";
      example = "0.0.0.0:9000";
      description = "Address to listen on instead of {option}`socket`.";
    };

    phpPackage = lib.mkOption {
      type = lib.types.package;
      default = cfg.phpPackage;
      defaultText = lib.literalExpression "config.services.phpfpm.phpPackage";
      description = "PHP that the pool runs.";
    };

    phpOptions = lib.mkOption {
      type = lib.types.lines;
      default = "";
      example = "memory_limit = 256M";
      description = "Lines for the pool's {file}`php.ini`.";
    };

    phpEnv = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example = {
        HOME = "/data";
      };
      description = "Environment variables of the pool's processes.";
    };

    user = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      description = "User that the processes run as.";
      example = "nginx";
    };

    group = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default =
        if config.user == null || users.groups ? ${config.user} then
          config.user
        else
          users.users.${config.user}.group or config.user;
      defaultText = lib.literalExpression "config.services.phpfpm.pools.<name>.user";
      description = ''
        Group that the processes run as: by default that of the user's name, or the user's own if there is no such group.
      '';
      example = "nginx";
    };

    settings = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.oneOf [
          lib.types.str
          lib.types.int
          lib.types.bool
        ]
      );
      default = { };
      example = {
        pm = "dynamic";
        "pm.max_children" = 32;
        "pm.start_servers" = 2;
        "pm.min_spare_servers" = 2;
        "pm.max_spare_servers" = 4;
      };
      description = "Directives of the pool.";
    };

    extraConfig = lib.mkOption {
      type = lib.types.nullOr lib.types.lines;
      default = null;
      description = "Lines for the end of the pool's section.";
    };
  };
}
