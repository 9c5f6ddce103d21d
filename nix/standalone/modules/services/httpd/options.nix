# The options of the server as a whole.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.httpd;

  flag =
    description:
    mkOption {
      type = types.bool;
      default = false;
      inherit description;
    };
in
{
  options.services.httpd = {
    enable = lib.mkEnableOption "the Apache HTTP server";

    package = mkOption {
      type = types.package;
      default = pkgs.apacheHttpd;
      defaultText = lib.literalExpression "pkgs.apacheHttpd";
      description = "The package of Apache.";
    };

    configFile = mkOption {
      type = types.path;
      defaultText = lib.literalMD "made from the other options";
      example = lib.literalExpression "./httpd.conf";
      description = "The configuration file, in place of all that the other options say.";
    };

    virtualHosts = mkOption {
      type = types.attrsOf (types.submodule (import ./vhost-options.nix { inherit lib cfg; }));
      default = {
        localhost = { };
      };
      example = lib.literalExpression ''
        {
          "example.org" = {
            documentRoot = ./www;
            serverAliases = [ "www.example.org" ];
          };
          "shop.example.org".locations."/".proxyPass = "http://localhost:8000/";
        }
      '';
      description = "The sites that are served, by their names.";
    };

    adminAddr = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "admin@example.org";
      description = "The address of the server's administrator.";
    };

    user = mkOption {
      type = types.str;
      default = "wwwrun";
      description = "The user as whom requests are served.";
    };
    group = mkOption {
      type = types.str;
      default = "wwwrun";
      description = "The group as which requests are served.";
    };

    extraModules = mkOption {
      type = types.listOf (
        types.either types.str (
          types.submodule {
            options = {
              name = mkOption {
                type = types.str;
                description = "The module's name, without `_module`.";
              };
              path = mkOption {
                type = types.either types.path types.str;
                description = "The module's file.";
              };
            };
          }
        )
      );
      default = [ ];
      example = lib.literalExpression ''
        [
          "proxy_connect"
          { name = "jk"; path = "''${pkgs.tomcat_connectors}/modules/mod_jk.so"; }
        ]
      '';
      description = "Further modules: by name, those that come with Apache.";
    };

    extraConfig = mkOption {
      type = types.lines;
      default = "";
      description = "Lines for the configuration file, outside of any virtual host.";
    };

    logDir = mkOption {
      type = types.nullOr (types.either types.path types.str);
      default = null;
      example = "/data/log";
      description = ''
        The directory for access.log and error.log. Null, the default, sends both to the
        container's own output. On NixOS the default is /var/log/httpd.
      '';
    };
    logFormat = mkOption {
      type = types.str;
      default = "common";
      example = "combined";
      description = ''
        The format of the access log: `common`, `combined`, `referer`, `agent`, `none` for no access
        log, or a format of one's own in the words of mod_log_config.
      '';
    };
    logLevel = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "warn";
      description = "How serious a message must be to be logged.";
    };
    logPerVirtualHost = mkOption {
      type = types.bool;
      default = true;
      description = "Whether, with a `logDir`, each virtual host has log files of its own.";
    };

    mpm = mkOption {
      type = types.enum [
        "event"
        "prefork"
        "worker"
      ];
      default =
        if cfg.enablePHP && config.docker.internal.packageSet == "debian" then "prefork" else "event";
      defaultText = lib.literalMD "`event`; `prefork` for Debian's PHP module";
      example = "worker";
      description = "How requests are spread over processes and threads.";
    };
    maxClients = mkOption {
      type = types.ints.positive;
      default = 150;
      example = 8;
      description = "How many requests are served at the same time.";
    };
    maxRequestsPerChild = mkOption {
      type = types.ints.unsigned;
      default = 0;
      example = 500;
      description = "After how many connections a process is replaced; 0 is never.";
    };

    enablePHP = flag "Whether PHP runs inside of Apache.";
    phpPackage = mkOption {
      type = types.package;
      default = pkgs.php;
      defaultText = lib.literalExpression "pkgs.php";
      description = "The package of PHP.";
    };
    phpOptions = mkOption {
      type = types.lines;
      default = "";
      example = "date.timezone = \"CET\"";
      description = "Lines for php.ini.";
    };

    enablePerl = flag "Whether mod_perl is loaded.";
    enableMellon = flag "Whether mod_auth_mellon is loaded.";

    sslProtocols = mkOption {
      type = types.str;
      default = "All -SSLv2 -SSLv3 -TLSv1 -TLSv1.1";
      example = "All -SSLv2 -SSLv3";
      description = "The versions of TLS that are spoken.";
    };
    sslCiphers = mkOption {
      type = types.str;
      default = "HIGH:!aNULL:!MD5:!EXP";
      description = "The ciphers that TLS may use.";
    };
  };
}
