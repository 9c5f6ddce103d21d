# BIND, with the option names of NixOS: a DNS server for zones of its own, for
# looking up others' names, or both.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (import ../short-options.nix { inherit lib; }) lines;
  cfg = config.services.bind;

  addresses = lib.concatMapStrings (address: "${address}; ");

  list =
    default: example: description:
    lib.mkOption {
      type = lib.types.listOf lib.types.str;
      inherit default example description;
    };

  zoneOptions =
    { name, ... }:
    {
      options = {
        name = lib.mkOption {
          type = lib.types.str;
          default = name;
          defaultText = lib.literalMD "the attribute's name";
          description = "Name of the zone.";
        };
        master = lib.mkOption {
          type = lib.types.bool;
          default = true;
          description = "Whether the zone is kept here, rather than copied from another server.";
        };
        file = lib.mkOption {
          type = lib.types.either lib.types.str lib.types.path;
          example = lib.literalExpression "./example.org.zone";
          description = "Zone file; for a copy, where to keep it.";
        };
        masters = list [ ] [ "192.0.2.1" ] "Servers to copy the zone from.";
        slaves = list [ ] [ "192.0.2.2" ] "Servers that may copy the zone.";
        allowQuery = list [ "any" ] [ "localnets" ] "Who may ask for names of the zone.";
        extraConfig = lines "Lines for the end of the zone's block.";
      };
    };

  renderZone = zone: ''
    zone "${zone.name}" {
      type ${if zone.master then "master" else "slave"};
      file "${zone.file}";
      allow-query { ${addresses zone.allowQuery}};
      ${
        if zone.master then
          "allow-transfer { ${if zone.slaves == [ ] then "none; " else addresses zone.slaves}};"
        else
          "masters { ${addresses zone.masters}};"
      }
      ${zone.extraConfig}
    };
  '';

  # Who may ask about others' names may have them looked up, unless extraOptions says otherwise: that is named's default.
  text = ''
    include "/run/named/rndc.key";
    controls {
      inet 127.0.0.1 allow { localhost; } keys { "rndc-key"; };
    };

    acl cachenetworks { ${addresses cfg.cacheNetworks}};
    acl badnetworks { ${addresses cfg.blockedNetworks}};

    options {
      listen-on port ${toString cfg.listenOnPort} { ${addresses cfg.listenOn}};
      listen-on-v6 port ${toString cfg.listenOnIpv6Port} { ${addresses cfg.listenOnIpv6}};
      ${lib.optionalString (
        !lib.hasInfix "allow-query-cache" cfg.extraOptions
      ) "allow-query-cache { cachenetworks; };"}
      blackhole { badnetworks; };
      ${lib.optionalString (cfg.forwarders != [ ]) ''
        forward ${cfg.forward};
        forwarders { ${addresses cfg.forwarders}};
      ''}
      directory "${cfg.directory}";
      pid-file "/run/named/named.pid";
      session-keyfile "/run/named/session.key";
      ${cfg.extraOptions}
    };

    ${cfg.extraConfig}

    ${lib.concatMapStrings renderZone (lib.attrValues cfg.zones)}
  '';

  zonesHere = lib.filter (zone: zone.master && lib.hasPrefix builtins.storeDir "${zone.file}") (
    lib.attrValues cfg.zones
  );

  generated = pkgs.writeChecked {
    name = "named.conf";
    inherit text;
    inherit (cfg) package;
    option = "services.bind";
    # The key and the directory are the container's.
    command = ''
      sed -i -e '/^include.*rndc.key"/s/.*//' -e '/^controls {/,/^};/s/.*//' -e 's/^ *directory ".*//' $file
      looked=$(sed -n 's/^exec \(.*\) "$@"$/\1/p' "$programs/named-checkconf")
      read_it() { "$loader" --library-path "$libraries" $looked $file; }
      forgive "file not found|failed:" read_it || return 1
    ''
    + lib.concatMapStrings (zone: ''
      run named-checkzone -q -i local ${
        lib.escapeShellArgs [
          zone.name
          "${zone.file}"
        ]
      } ||
        { run named-checkzone -i local ${
          lib.escapeShellArgs [
            zone.name
            "${zone.file}"
          ]
        }; return 1; }
    '') zonesHere;
  };

  rndc = "${cfg.package}/bin/rndc -k /run/named/rndc.key";
in
{
  options.services.bind = {
    enable = lib.mkEnableOption "the BIND name server";

    package = lib.mkPackageOption pkgs "bind" { };

    zones = lib.mkOption {
      type = lib.types.coercedTo (lib.types.listOf lib.types.attrs) (
        zones: lib.listToAttrs (map (zone: lib.nameValuePair zone.name zone) zones)
      ) (lib.types.attrsOf (lib.types.submodule zoneOptions));
      default = { };
      example = lib.literalExpression ''
        {
          "example.org" = {
            file = ./example.org.zone;
            slaves = [ "192.0.2.2" ];
          };
        }
      '';
      description = "Zones that the server answers for, by name.";
    };

    cacheNetworks =
      list
        [
          "127.0.0.0/24"
          "::1/128"
        ]
        [
          "127.0.0.0/24"
          "172.16.0.0/12"
        ]
        "Clients for which the names of others are looked up. All others are refused those.";

    blockedNetworks = list [ ] [ "198.51.100.0/24" ] "Clients that get no answer at all.";

    forwarders = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = config.networking.nameservers;
      defaultText = lib.literalExpression "config.networking.nameservers";
      example = [ "127.0.0.11" ];
      description = "Servers that are asked for names of others; 127.0.0.11 is Docker's own.";
    };

    forward = lib.mkOption {
      type = lib.types.enum [
        "first"
        "only"
      ];
      default = "first";
      description = "Whether the Internet's own servers are asked when the forwarders don't answer.";
    };

    ipv4Only = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether to do without IPv6.";
    };

    listenOn = list [ "any" ] [ "127.0.0.1" ] "IPv4 addresses to listen on.";
    listenOnIpv6 = list [ "any" ] [ "::1" ] "IPv6 addresses to listen on.";

    listenOnPort = lib.mkOption {
      type = lib.types.port;
      default = 53;
      description = "Port to listen on, over IPv4.";
    };

    listenOnIpv6Port = lib.mkOption {
      type = lib.types.port;
      default = 53;
      description = "Port to listen on, over IPv6.";
    };

    directory = lib.mkOption {
      type = lib.types.str;
      default = "/run/named";
      example = "/data/named";
      description = "Working directory, from which relative paths start and in which copies of zones are kept.";
    };

    extraOptions = lines "Lines for the end of the options block.";
    extraConfig = lines "Lines for {file}`named.conf`, before the zones.";

    extraArgs = list [ ] [ "-n 4" ] "Further arguments of the server.";

    configFile = lib.mkOption {
      type = lib.types.path;
      default = generated;
      defaultText = lib.literalMD "a file made of the other options";
      example = lib.literalExpression "./named.conf";
      description = "The server's {file}`named.conf`, in place of the one that the other options lead to.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = lib.mapAttrsToList (name: zone: {
      assertion = zone.master || zone.masters != [ ];
      message = "services.bind.zones.\"${name}\": a zone that is not a master needs masters to copy it from.";
    }) cfg.zones;

    users = import ./account.nix { inherit config lib; } {
      name = "named";
      description = "BIND name server";
    };

    environment.systemPackages = [ cfg.package ];

    docker.internal = {
      exposedPorts = [
        cfg.listenOnPort
        "${toString cfg.listenOnPort}/udp"
      ];
      essentialUnits = [ "bind.service" ];
    };

    systemd.services.bind = {
      description = "BIND name server";
      aliases = [ "named.service" ];
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      path = [ cfg.package ];

      preStart = ''
        if [ ! -s /run/named/rndc.key ]; then
          rndc-confgen -a -c /run/named/rndc.key
        fi
      '';

      serviceConfig = {
        Type = "notify";
        ExecStartPre = lib.mkBefore [
          "+${pkgs.writeShellScript "bind-directory" ''
            directory=${lib.escapeShellArg cfg.directory}
            mkdir -p "$directory"
            # Where root's rights are missing named runs as this user.
            chmod 0750 "$directory" && chown named:named "$directory" || true
          ''}"
        ];
        ExecStart = lib.concatStringsSep " " (
          [
            "${cfg.package}/bin/named"
            "-f"
          ]
          ++ lib.optional cfg.ipv4Only "-4"
          ++ [
            "-c"
            "${cfg.configFile}"
          ]
          ++ cfg.extraArgs
        );
        ExecReload = "${rndc} reload";
        ExecStop = "${rndc} stop";
        User = "named";
        Group = "named";
        RuntimeDirectory = "named";
        RuntimeDirectoryMode = "0750";
        Restart = "on-failure";
        AmbientCapabilities = [ "CAP_NET_BIND_SERVICE" ];
        CapabilityBoundingSet = [ "CAP_NET_BIND_SERVICE" ];
        NoNewPrivileges = true;
      };
    };
  };
}
