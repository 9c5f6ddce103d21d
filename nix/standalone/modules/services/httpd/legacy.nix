# The options that NixOS' module had before virtual hosts held everything, and that the original
# nix-docker's configurations use. They make up the main site: the one that answers when no virtual
# host has the name that was asked for.
{
  config,
  lib,
  options,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.httpd;

  vhost =
    (import ./vhost-options.nix { inherit lib cfg; } {
      name = "localhost";
      config = { };
    }).options;

  # The same options as a virtual host's; they count when someone sets them.
  same = removeAttrs vhost [
    "adminAddr"
    "acmeRoot"
    "extraConfig"
    "hostName"
    "http2"
    "listenAddresses"
    "locations"
    "logFormat"
    "useACMEHost"
    "enableACME"
  ];

  names = lib.attrNames same ++ [ "port" ];

  unsaid = (lib.mkOptionDefault null).priority;

  said = lib.filter (name: options.services.httpd.${name}.highestPrio < unsaid) names;

  given = lib.genAttrs (lib.remove "port" said) (name: cfg.${name});
in
{
  options.services.httpd =
    lib.mapAttrs (
      _: option:
      option
      // {
        description = "${option.description}\n\nFor the main site, see `hostName`.";
      }
    ) same
    // {
      hostName = mkOption {
        type = types.str;
        default = "localhost";
        description = ''
          The name of the main site: the one that the options beside it (`documentRoot`, `port`, …)
          describe, and that answers when no virtual host has the name that was asked for.
        '';
      };

      port = mkOption {
        type = types.port;
        default = 80;
        example = 8080;
        description = "The port of the main site.";
      };

      mainHost = mkOption {
        type = types.nullOr types.str;
        default = if said == [ ] then null else cfg.hostName;
        internal = true;
        readOnly = true;
        description = "The virtual host that the options of the main site make up, if any is set.";
      };
    };

  config.services.httpd.virtualHosts = lib.mkIf (said != [ ]) {
    ${cfg.hostName} =
      given
      // lib.optionalAttrs (lib.elem "port" said) {
        listen = [
          {
            inherit (cfg) port;
            ssl = (given.onlySSL or false) || (given.enableSSL or false);
          }
        ];
      };
  };
}
