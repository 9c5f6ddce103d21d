# The options of `services.tor`.
{ lib, pkgs, ... }:

let
  inherit (lib) mkOption types;

  ports = import ./ports.nix { inherit lib; };

  listOfPorts =
    description:
    mkOption {
      type = types.coercedTo ports.type lib.singleton (types.listOf ports.type);
      default = [ ];
      inherit description;
    };

  word = types.oneOf [
    types.bool
    types.int
    types.str
    types.path
    types.float
  ];

  path =
    name:
    [
      "services"
      "tor"
    ]
    ++ lib.splitString "." name;
  renamed = from: to: lib.mkRenamedOptionModule (path from) (path to);
  removed = from: lib.mkRemovedOptionModule (path from);
in
{
  imports =
    lib.mapAttrsToList renamed {
      hiddenServices = "relay.onionServices";
      controlPort = "settings.ControlPort";
      "client.dns.automapHostsSuffixes" = "settings.AutomapHostsSuffixes";
      "client.socksPolicy" = "settings.SocksPolicy";
      "relay.accountingMax" = "settings.AccountingMax";
      "relay.accountingStart" = "settings.AccountingStart";
      "relay.address" = "settings.Address";
      "relay.bandwidthBurst" = "settings.BandwidthBurst";
      "relay.bandwidthRate" = "settings.BandwidthRate";
      "relay.bridgeTransports" = "settings.ServerTransportPlugin.transports";
      "relay.contactInfo" = "settings.ContactInfo";
      "relay.exitPolicy" = "settings.ExitPolicy";
      "relay.nickname" = "settings.Nickname";
      "relay.port" = "settings.ORPort";
      "relay.portSpec" = "settings.ORPort";
    }
    ++ lib.mapAttrsToList removed {
      extraConfig = "Its lines are attributes of services.tor.settings.";
      "relay.isBridge" = "Set services.tor.relay.role.";
      "relay.isExit" = "Set services.tor.relay.role.";
      "client.socksIsolationOptions" = "They are flags of services.tor.settings.SOCKSPort.";
      "client.dns.listenAddress" = "Set services.tor.settings.DNSPort.";
      "client.transparentProxy.listenAddress" = "Set services.tor.settings.TransPort.";
      "client.privoxy.enable" = "Privoxy would be a service of its own.";
    };

  options.services.tor = {
    enable = lib.mkEnableOption "Tor";
    package = lib.mkPackageOption pkgs "tor" { };
    obfs4Package = lib.mkPackageOption pkgs "obfs4" { };

    openFirewall = lib.mkEnableOption "exposing the ports of a relay, which are exposed in any case,";

    enableGeoIP = mkOption {
      type = types.bool;
      default = true;
      description = "Whether Tor knows in which countries addresses are.";
    };

    controlSocket.enable = lib.mkEnableOption "the socket {file}`/run/tor/control`";

    client = {
      enable = lib.mkEnableOption "reaching the network through Tor, over SOCKS";
      transparentProxy.enable = lib.mkEnableOption "the transparent proxy at port 9040";
      dns.enable = lib.mkEnableOption "name resolution at port 9053";

      socksListenAddress = mkOption {
        inherit (ports) type;
        default = {
          addr = "127.0.0.1";
          port = 9050;
          IsolateDestAddr = true;
        };
        description = "Where SOCKS is spoken.";
      };

      onionServices = mkOption {
        type = types.attrsOf (
          types.submodule {
            options.clientAuthorizations = mkOption {
              type = types.listOf types.path;
              default = [ ];
              description = "Files of the container with keys, `descriptor:x25519:…`.";
            };
          }
        );
        default = { };
        description = "Onion services that ask for a key, by their names.";
      };
    };

    relay = {
      enable = lib.mkEnableOption "passing on the traffic of others";

      role = mkOption {
        type = types.enum [
          "exit"
          "relay"
          "bridge"
          "private-bridge"
        ];
        description = "What kind of relay it is. Only an exit opens connections to other networks.";
      };

      onionServices = mkOption {
        type = types.attrsOf (types.submodule (import ./onion.nix { inherit lib ports; }));
        default = { };
        example = lib.literalExpression "{ web.map = [ 80 ]; }";
        description = "Servers of this container that Tor makes known under a name in .onion.";
      };
    };

    settings = mkOption {
      default = { };
      example = lib.literalExpression ''
        {
          Nickname = "anon";
          ORPort = [ { port = 9001; IPv4Only = true; } ];
        }
      '';
      description = "The lines of {file}`torrc`, see tor(1); a list repeats its line.";
      type = types.submodule {
        freeformType = types.attrsOf (types.nullOr (types.either word (types.listOf word)));
        options = {
          ControlPort = listOfPorts "Where Tor is controlled.";
          DNSPort = listOfPorts "Where names are resolved.";
          DirPort = listOfPorts "Where a relay gives away its directory.";
          ExtORPort = listOfPorts "Where pluggable transports reach the relay.";
          HTTPTunnelPort = listOfPorts "Where connections are opened over HTTP.";
          NATDPort = listOfPorts "Where natd's protocol is spoken.";
          ORPort = listOfPorts "Where a relay is reached.";
          SOCKSPort = listOfPorts "Where SOCKS is spoken.";
          TransPort = listOfPorts "Where connections are taken that others have redirected.";

          ServerTransportPlugin = mkOption {
            default = null;
            description = "The program that speaks a bridge's transports.";
            type = types.nullOr (
              types.submodule {
                options = {
                  transports = mkOption {
                    type = types.listOf types.str;
                    example = [ "obfs4" ];
                    description = "The transports.";
                  };
                  exec = mkOption {
                    type = types.str;
                    description = "The program, with arguments.";
                  };
                };
              }
            );
          };

          ShutdownWaitLength = mkOption {
            type = types.int;
            default = 5;
            description = ''
              Seconds that a relay has to end its connections when it is stopped. NixOS has 30, and
              {command}`docker stop` waits ten unless it is told otherwise.
            '';
          };
        };
      };
    };
  };
}
