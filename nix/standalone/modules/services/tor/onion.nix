# The options of an onion service.
{ lib, ports }:
{ name, config, ... }:
let
  inherit (lib) mkOption types;
  word = types.nullOr (
    types.oneOf [
      types.str
      types.int
      types.bool
    ]
  );
  target = types.submodule {
    options = {
      addr = mkOption {
        type = types.nullOr types.str;
        default = null;
        description = "Address of the server.";
      };
      port = mkOption {
        type = types.nullOr ports.number;
        default = null;
        description = "Port of the server.";
      };
      unix = mkOption {
        type = types.nullOr types.path;
        default = null;
        description = "Socket of the server, in place of address and port.";
      };
    };
  };
  shown = server: if server == null then null else ports.show server;
in
{
  options = {
    path = mkOption {
      type = types.path;
      default = (if config.secretKey == null then "/var/lib/tor" else "/run/tor") + "/onion/${name}";
      defaultText = lib.literalExpression ''"/var/lib/tor/onion/''${name}", or below /run/tor with a secretKey'';
      description = "Directory of the service's key and name.";
    };

    secretKey = mkOption {
      type = types.nullOr types.path;
      default = null;
      example = "/run/secrets/hs_ed25519_secret_key";
      description = "File of the container with the service's key; null makes one at the first start.";
    };

    authorizedClients = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "descriptor:x25519:…" ];
      description = "Public keys of the clients that are let in; empty lets everybody in.";
    };

    map = mkOption {
      type = types.listOf (
        types.either ports.number (
          types.submodule {
            options = {
              port = mkOption {
                type = ports.number;
                description = "Port of the service.";
              };
              target = mkOption {
                type = types.nullOr target;
                default = null;
                description = "The server behind it; null is the same port of this container.";
              };
            };
          }
        )
      );
      default = [ ];
      example = lib.literalExpression ''[ { port = 80; target = { addr = "web"; port = 8080; }; } ]'';
      description = "Ports of the service, and the servers behind them.";
    };

    version = mkOption {
      type = types.nullOr (types.enum [ 3 ]);
      default = null;
      description = "Version of the protocol.";
    };

    settings = mkOption {
      type = types.attrsOf (types.either word (types.listOf types.str));
      default = { };
      example = {
        HiddenServiceMaxStreams = 100;
      };
      description = "Further lines of torrc for the service.";
    };
  };

  config.settings = {
    HiddenServiceVersion = config.version;
    HiddenServicePort = map (
      one:
      if builtins.isAttrs one then
        lib.concatStringsSep " " (
          lib.filter (text: text != null) [
            (toString one.port)
            (shown one.target)
          ]
        )
      else
        toString one
    ) config.map;
  };
}
