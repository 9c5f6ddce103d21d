# The options of `services.prosody`.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (import ../../short-options.nix { inherit lib; }) flag option words;
  cfg = config.services.prosody;

  inherit (lib) mkOption types;

  isOfToday = lib.versionAtLeast (lib.getVersion cfg.package) "13";

  addresses = words [
    "*"
    "::"
  ];

  ssl = types.nullOr (
    types.submodule {
      options = {
        key = mkOption {
          type = types.path;
          example = "/run/secrets/key.pem";
          description = "File of the container with the key.";
        };
        cert = mkOption {
          type = types.path;
          description = "File with the certificate.";
        };
        extraOptions = option (types.attrsOf types.anything) { } "Further settings of TLS.";
      };
    }
  );
in
{
  options.services.prosody = {
    enable = lib.mkEnableOption "the Prosody server of XMPP";
    package = lib.mkPackageOption pkgs "prosody" { };

    checkConfig = flag true "Whether prosodyctl looks at the configuration while the image is built.";

    xmppComplianceSuite = flag true ''
      Whether a configuration without chat rooms or without a place for files, which clients of today
      expect, is refused.
    '';

    dataDir = option types.path "/var/lib/prosody" "Directory of accounts and messages.";
    user = option types.str "prosody" "User that the server runs as; created if it is the default one.";
    group =
      option types.str "prosody"
        "Group that the server runs as; created if it is the default one.";

    virtualHosts = mkOption {
      default = {
        localhost = {
          domain = "localhost";
          enabled = true;
        };
      };
      example = lib.literalExpression ''
        {
          "example.org" = {
            domain = "example.org";
            enabled = true;
          };
        }
      '';
      description = "The domains that the server has accounts of.";
      type = types.attrsOf (
        types.submodule {
          options = {
            domain = mkOption {
              type = types.str;
              description = "The domain.";
            };
            enabled = flag false "Whether it is served.";
            ssl = option ssl null "Key and certificate of this domain.";
            extraConfig = option types.lines "" "Lines of its section.";
          };
        }
      );
    };

    admins = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "admin@example.org" ];
      description = "Accounts that may look after the server.";
    };

    authentication = option (types.enum [
      "internal_plain"
      "internal_hashed"
      "cyrus"
      "anonymous"
    ]) "internal_hashed" "How accounts are kept.";

    allowRegistration = flag false "Whether clients may make accounts.";
    c2sRequireEncryption = flag true "Whether clients have to speak TLS.";
    s2sRequireEncryption = flag true "Whether other servers have to speak TLS.";
    s2sSecureAuth = flag false "Whether other servers need a certificate that is vouched for.";
    s2sInsecureDomains = words [ ] "Domains that need none.";
    s2sSecureDomains = words [ ] "Domains that need one whatever holds for others.";

    ssl = option ssl null "Key and certificate of all domains that have none of their own.";

    httpPorts = option (types.listOf types.port) [ 5280 ] "Ports of HTTP.";
    httpInterfaces = addresses "Addresses to listen on for HTTP.";
    httpsPorts = option (types.listOf types.port) [ 5281 ] "Ports of HTTPS.";
    httpsInterfaces = addresses "Addresses to listen on for HTTPS.";

    modules =
      lib.mapAttrs (name: default: flag default "Whether the module `${name}` is loaded.") (
        import ./modules.nix
      )
      // {
        cloud_notify = mkOption {
          type = types.bool;
          default = isOfToday;
          defaultText = lib.literalMD "whether the version has it: since 13";
          description = "Whether the module `cloud_notify` is loaded.";
        };
      };
    extraModules = words [ ] "Names of further modules to load.";
    extraPluginPaths = option (types.listOf types.path) [ ] "Directories with further modules.";

    muc = mkOption {
      type = types.listOf (types.submodule ./muc.nix);
      default = [ ];
      example = lib.literalExpression ''[ { domain = "rooms.example.org"; } ]'';
      description = "Domains of chat rooms.";
    };

    httpFileShare = mkOption {
      default = null;
      example = {
        domain = "files.example.org";
      };
      description = "A place for files that clients share; other attributes are settings of the module.";
      type = types.nullOr (
        types.submodule (
          { config, ... }:
          {
            freeformType = types.attrsOf (
              types.nullOr (
                types.oneOf [
                  types.bool
                  types.int
                  types.str
                  (types.listOf types.str)
                ]
              )
            );
            options = {
              domain = option (types.nullOr types.str) null "Its domain.";
              http_host = option (types.nullOr types.str) null "Host name of its addresses.";
              http_external_url = option (types.nullOr types.str) null "What its addresses begin with.";
              size_limit = option types.int (10 * 1024 * 1024) "Bytes of a file.";
              expires_after = mkOption {
                type = types.either types.int types.str;
                # Before 13 it takes nothing but seconds.
                default = if isOfToday then "1 week" else 7 * 24 * 3600;
                defaultText = lib.literalExpression ''"1 week"'';
                description = "How long a file is kept.";
              };
              daily_quota = mkOption {
                type = types.nullOr types.int;
                default = 10 * config.size_limit;
                defaultText = lib.literalExpression "10 * size_limit";
                description = "Bytes that a user may give in a day.";
              };
            };
          }
        )
      );
    };

    disco_items = mkOption {
      default = [ ];
      description = "What clients are told there is besides.";
      type = types.listOf (
        types.submodule {
          options = {
            url = mkOption {
              type = types.str;
              description = "The domain of the service.";
            };
            description = mkOption {
              type = types.str;
              description = "What it is.";
            };
          };
        }
      );
    };

    log = option types.lines ''{ { to = "console"; levels = { min = "info" } } }'' ''
      Where messages go, as Lua. The default, other than NixOS', is the container's log by way of the
      standard output.
    '';

    extraConfig = option types.lines "" "Lines of Lua that come before the domains.";
  };
}
