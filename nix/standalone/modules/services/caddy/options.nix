# The options of `services.caddy`.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.caddy;

  orNull =
    type: example: description:
    mkOption {
      type = types.nullOr type;
      default = null;
      inherit example description;
    };

  lines =
    example: description:
    mkOption {
      type = types.lines;
      default = "";
      inherit example description;
    };

  virtualHost =
    { name, ... }:
    {
      options = {
        hostName = mkOption {
          type = types.str;
          default = name;
          defaultText = lib.literalMD "the attribute's name";
          description = "The host's address, as Caddy has it: `example.org`, `http://example.org`, `:8080`.";
        };
        serverAliases = mkOption {
          type = types.listOf types.str;
          default = [ ];
          example = [ "www.example.org" ];
          description = "Further addresses of the host.";
        };
        listenAddresses = mkOption {
          type = types.listOf types.str;
          default = [ ];
          example = [ "127.0.0.1" ];
          description = "Where to listen for it; everywhere if empty.";
        };
        useACMEHost =
          orNull types.str "example.org"
            "Certificate of {option}`security.acme.certs` to use. Else Caddy gets its own.";
        logFormat = mkOption {
          type = types.nullOr types.lines;
          default = "output file ${cfg.logDir}/access-${lib.replaceStrings [ "/" " " ] [ "_" "_" ] name}.log";
          defaultText = lib.literalExpression ''"output file ''${logDir}/access-''${name}.log"'';
          description = "What is in the `log` block of the host; `null` for none.";
        };
        extraConfig = lines ''
          root * /srv/www
          file_server
        '' "The host's directives.";
      };
    };
in
{
  imports = [
    (lib.mkRenamedOptionModule [ "services" "caddy" "ca" ] [ "services" "caddy" "acmeCA" ])
    (lib.mkRenamedOptionModule [ "services" "caddy" "config" ] [ "services" "caddy" "extraConfig" ])
    (lib.mkRemovedOptionModule [
      "services"
      "caddy"
      "agree"
    ] "It is not needed any more.")
  ];

  options.services.caddy = {
    enable = lib.mkEnableOption "the Caddy web server";

    package = lib.mkPackageOption pkgs "caddy" { };

    user = mkOption {
      type = types.str;
      default = "caddy";
      description = "User that the server runs as; created if it is the default one.";
    };

    group = mkOption {
      type = types.str;
      default = "caddy";
      description = "Group that the server runs as; created if it is the default one.";
    };

    dataDir = mkOption {
      type = types.path;
      default = "/var/lib/caddy";
      description = "Directory of the certificates, and of what else Caddy keeps. It belongs on a volume.";
    };

    logDir = mkOption {
      type = types.path;
      default = "/var/log/caddy";
      description = "Directory of the hosts' logs.";
    };

    logFormat = mkOption {
      type = types.lines;
      default = "level ERROR";
      example = ''
        level INFO
        format json
      '';
      description = "What is in the global `log` block.";
    };

    globalConfig = lines ''
      servers {
        trusted_proxies static private_ranges
      }
    '' "Lines of the global block.";

    extraConfig = lines ''
      example.org {
        reverse_proxy shop:8080
      }
    '' "Further lines of the Caddyfile.";

    virtualHosts = mkOption {
      type = types.attrsOf (types.submodule virtualHost);
      default = { };
      example = {
        "http://example.org".extraConfig = "reverse_proxy shop:8080";
      };
      description = "The hosts, by address.";
    };

    email = orNull types.str "me@example.org" "Address that the certificate authority writes to.";
    acmeCA =
      orNull types.str "https://acme-staging-v02.api.letsencrypt.org/directory"
        "URL of the certificate authority.";

    adapter = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "nginx";
      description = "How {option}`configFile` is written, if not as a Caddyfile or JSON.";
    };

    configFile =
      orNull types.path (lib.literalExpression "./Caddyfile")
        "The configuration, in place of one that the other options lead to.";

    settings = mkOption {
      type = (pkgs.formats.json { }).type;
      default = { };
      description = "The configuration as Caddy's own JSON has it, in place of a Caddyfile.";
    };

    resume = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to go on with what was set by the API.";
    };

    enableReload = mkOption {
      type = types.bool;
      default = true;
      description = "Whether `systemctl reload` has the configuration read again.";
    };

    environmentFile =
      orNull types.path "/run/secrets/caddy"
        "File in the container with variables, which the configuration has as `{$NAME}`.";
  };
}
