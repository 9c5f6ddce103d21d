# `networking.*`. A container's network is Docker's, so most of it is accepted and nothing more; the
# firewall's open ports become exposed ports.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;
  cfg = config.networking;
  inherit (cfg) firewall;

  accepted = (import ./accepting.nix { inherit lib; }).value null "a container's network is Docker's";

  words = (import ../short-options.nix { inherit lib; }).words [ ];

  ports =
    protocol:
    mkOption {
      type = types.listOf types.port;
      default = [ ];
      example = [ 8080 ];
      description = "${protocol} ports that are open. They are exposed.";
    };

  ranges =
    protocol:
    mkOption {
      type = types.listOf (types.attrsOf types.port);
      default = [ ];
      example = [
        {
          from = 6000;
          to = 6010;
        }
      ];
      description = "Ranges of ${protocol} ports that are open. They are exposed.";
    };

  addedHosts = import ../../../container/hosts.nix { inherit lib; } {
    inherit (cfg) hosts;
    text = cfg.extraHosts;
    files = cfg.hostFiles;
  };

  range = protocol: { from, to }: "${toString from}-${toString to}/${protocol}";
in
{
  options.networking =
    lib.genAttrs [
      "bonds"
      "bridges"
      "defaultGateway"
      "defaultGateway6"
      "defaultGatewayWindowSize"
      "enableB43Firmware"
      "enableIntel2200BGFirmware"
      "getaddrinfo"
      "fooOverUDP"
      "greTunnels"
      "hostId"
      "interfaces"
      "ipips"
      "iproute2"
      "localCommands"
      "macvlans"
      "proxy"
      "rxe"
      "sits"
      "tempAddresses"
      "timeServers"
      "useDHCP"
      "useHostResolvConf"
      "useNetworkd"
      "usePredictableInterfaceNames"
      "vlans"
      "vswitches"
      "wlanInterfaces"
    ] (_: accepted)
    // {
      hostName = mkOption {
        type = types.strMatching "[a-zA-Z0-9]?([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?";
        default = "localhost";
        description = ''
          The name that services call the machine. The container's own is `docker run --hostname`'s.
        '';
      };

      domain = mkOption {
        type = types.nullOr types.str;
        default = null;
        example = "example.org";
        description = "The domain of the host name.";
      };

      fqdn = mkOption {
        type = types.str;
        default = if cfg.domain == null then cfg.hostName else "${cfg.hostName}.${cfg.domain}";
        defaultText = lib.literalExpression ''"''${hostName}.''${domain}"'';
        description = "The host name with its domain.";
      };
      fqdnOrHostName = mkOption {
        type = types.str;
        default = cfg.fqdn;
        defaultText = lib.literalExpression "fqdn";
        description = "The same.";
      };

      enableIPv6 = mkOption {
        type = types.bool;
        default = true;
        description = "Whether services listen on IPv6 too. Whether there is any is Docker's to say.";
      };

      nameservers = words "Accepted: name servers are `docker run --dns`'s.";
      search = words "Accepted: search domains are `docker run --dns-search`'s.";

      hosts = mkOption {
        type = types.attrsOf (types.listOf types.str);
        default = { };
        example = {
          "192.0.2.9" = [ "db.internal" ];
        };
        description = "Names of addresses. They are added to the container's /etc/hosts when it starts.";
      };
      extraHosts = mkOption {
        type = types.lines;
        default = "";
        example = "192.0.2.9 db.internal";
        description = "Lines that are added to the container's /etc/hosts when it starts.";
      };
      hostFiles = mkOption {
        type = types.listOf types.path;
        default = [ ];
        description = "Files whose lines are added to the container's /etc/hosts when it starts.";
      };

      firewall = mkOption {
        default = { };
        description = "The firewall. Its open ports are exposed; there is no other effect.";
        type = types.submodule {
          freeformType = types.attrsOf types.anything;
          options = {
            enable = mkOption {
              type = types.bool;
              default = true;
              description = "Whether the ports that are named here are exposed.";
            };
            allowedTCPPorts = ports "TCP";
            allowedUDPPorts = ports "UDP";
            allowedTCPPortRanges = ranges "TCP";
            allowedUDPPortRanges = ranges "UDP";
          };
        };
      };
    };

  config = {
    docker.internal.exposedPorts = lib.mkIf firewall.enable (
      firewall.allowedTCPPorts
      ++ map (port: "${toString port}/udp") firewall.allowedUDPPorts
      ++ map (range "tcp") firewall.allowedTCPPortRanges
      ++ map (range "udp") firewall.allowedUDPPortRanges
    );

    systemd.services.nix-docker-hosts = lib.mkIf (addedHosts != "") (
      import ../../../container/early.nix {
        description = "networking.hosts";
        before = [
          "nix-docker-activation.service"
          "docker-boot.service"
        ];
      }
      // {
        script = addedHosts;
      }
    );
  };
}
