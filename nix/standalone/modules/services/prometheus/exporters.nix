# `services.prometheus.exporters`, with the option names of NixOS: each tells Prometheus how another service is.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  inherit (import ../../short-options.nix { inherit lib; }) text;
  cfg = config.services.prometheus.exporters;

  account = import ../account.nix { inherit config lib; };
  isReachable = import ../reachable.nix;

  words =
    example: description:
    mkOption {
      type = types.listOf types.str;
      default = [ ];
      inherit example description;
    };

  address = exporter: "${exporter.listenAddress}:${toString exporter.port}";

  # Collectors that would say at each scrape that there is no D-Bus.
  ofSystemd = [
    "logind"
    "systemd"
  ];

  # Port, further options, and what the service has besides what all have.
  exporters = {
    node = {
      port = 9100;
      options = {
        enabledCollectors = words [ "processes" ] ''
          Collectors to switch on; those that ask systemd over D-Bus (`systemd`, `logind`) have no effect.
        '';
        disabledCollectors = words [ "timex" ] "Collectors to switch off.";
      };
      service = exporter: {
        serviceConfig.ExecStart = [
          "${pkgs.prometheus-node-exporter}/bin/node_exporter"
        ]
        # Debian has it unless it is told otherwise, upstream has not.
        ++ lib.optional (!lib.elem "systemd" exporter.disabledCollectors) "--no-collector.systemd"
        ++ lib.optional (
          !lib.any (lib.hasInfix "collector.textfile.directory") exporter.extraFlags
        ) "--collector.textfile.directory="
        ++ map (name: "--collector.${name}") (lib.subtractLists ofSystemd exporter.enabledCollectors)
        ++ map (name: "--no-collector.${name}") exporter.disabledCollectors
        ++ [ "--web.listen-address=${address exporter}" ];
      };
    };

    nginx = {
      port = 9113;
      options = {
        scrapeUri = text "http://localhost/nginx_status" "Where nginx tells how it is ({option}`services.nginx.statusPage`).";
        telemetryPath = text "/metrics" "Path of the page.";
        sslVerify = mkOption {
          type = types.bool;
          default = true;
          description = "Whether to look at nginx' certificate.";
        };
        constLabels = words [ "site=shop" ] "Labels for all that is told.";
      };
      # Its arguments have changed between releases, its variables have not.
      service = exporter: {
        after = lib.optional config.services.nginx.enable "nginx.service";
        # It ends when nginx does not answer yet.
        startLimitIntervalSec = 0;
        environment = {
          SCRAPE_URI = exporter.scrapeUri;
          LISTEN_ADDRESS = address exporter;
          TELEMETRY_PATH = exporter.telemetryPath;
          SSL_VERIFY = lib.boolToString exporter.sslVerify;
          CONST_LABELS = lib.concatStringsSep "," exporter.constLabels;
        };
        serviceConfig.ExecStart = [ "${pkgs.prometheus-nginx-exporter}/bin/nginx-prometheus-exporter" ];
      };
    };

    postgres = {
      port = 9187;
      options = {
        telemetryPath = text "/metrics" "Path of the page.";
        dataSourceName = text "user=postgres database=postgres host=/run/postgresql sslmode=disable" "How to reach PostgreSQL.";
        environmentFile = mkOption {
          type = types.nullOr types.path;
          default = null;
          example = "/run/secrets/postgres-exporter";
          description = "File in the container with variables, `DATA_SOURCE_NAME` and a password in it for instance.";
        };
        runAsLocalSuperUser = mkOption {
          type = types.bool;
          default = false;
          description = "Whether to run as the user postgres, whom the server of the container knows.";
        };
      };
      service = exporter: {
        after = lib.optional config.services.postgresql.enable "postgresql.service";
        environment.DATA_SOURCE_NAME = exporter.dataSourceName;
        serviceConfig = {
          User = lib.mkIf exporter.runAsLocalSuperUser (lib.mkForce "postgres");
          EnvironmentFile = lib.optional (exporter.environmentFile != null) exporter.environmentFile;
          ExecStart = [
            "${pkgs.prometheus-postgres-exporter}/bin/postgres_exporter"
            "--web.listen-address=${address exporter}"
            "--web.telemetry-path=${exporter.telemetryPath}"
          ];
        };
      };
    };

    redis = {
      port = 9121;
      options = { };
      service = exporter: {
        serviceConfig.ExecStart = [
          "${pkgs.prometheus-redis-exporter}/bin/redis_exporter"
          "-web.listen-address=${address exporter}"
        ];
      };
    };

    blackbox = {
      port = 9115;
      options = {
        configFile = mkOption {
          type = types.path;
          example = lib.literalExpression "./blackbox.yml";
          description = "The exporter's configuration.";
        };
        enableConfigCheck = mkOption {
          type = types.bool;
          default = true;
          description = "Whether the exporter checks it when the image is built.";
        };
      };
      service = exporter: {
        reload = "kill -HUP $MAINPID";
        serviceConfig = {
          ExecStart = [
            "${pkgs.prometheus-blackbox-exporter}/bin/blackbox_exporter"
            "--web.listen-address=${address exporter}"
            "--config.file=${
              if exporter.enableConfigCheck then checkedBlackbox exporter else exporter.configFile
            }"
          ];
          # For pings.
          AmbientCapabilities = [ "CAP_NET_RAW" ];
        };
      };
    };
  };

  checkedBlackbox =
    exporter:
    pkgs.writeChecked {
      name = "blackbox.yml";
      source = exporter.configFile;
      package = pkgs.prometheus-blackbox-exporter;
      option = "services.prometheus.exporters.blackbox.configFile";
      command = "run blackbox_exporter --config.check --config.file=$file";
    };

  optionsOf =
    name: exporter:
    exporter.options
    // {
      enable = lib.mkEnableOption "the ${name} exporter";
      port = mkOption {
        type = types.port;
        default = exporter.port;
        description = "Port to listen on.";
      };
      listenAddress = text "0.0.0.0" "Address to listen on.";
      extraFlags = words [ "--log.level=debug" ] "Further arguments of the exporter.";
      openFirewall = mkOption {
        type = types.bool;
        default = false;
        description = "Whether to expose the port.";
      };
      user = text "${name}-exporter" "User that the exporter runs as; created if it is the default one.";
      group = text "${name}-exporter" "Group that the exporter runs as; created if it is the default one.";
    }
    // lib.genAttrs [ "firewallFilter" "firewallRules" ] (
      _:
      mkOption {
        type = types.nullOr types.lines;
        default = null;
        description = "Accepted: there is no firewall in a container.";
      }
    );

  unitName = name: "prometheus-${name}-exporter";

  enabled = lib.filterAttrs (name: _: cfg.${name}.enable) exporters;

  service =
    name: exporter:
    let
      own = exporter.service cfg.${name};
    in
    lib.mkMerge [
      (
        own
        // {
          serviceConfig = own.serviceConfig // {
            ExecStart = lib.concatStringsSep " " (own.serviceConfig.ExecStart ++ cfg.${name}.extraFlags);
          };
        }
      )
      {
        description = "Prometheus' ${name} exporter";
        wantedBy = [ "multi-user.target" ];
        after = [ "network.target" ];
        serviceConfig = {
          User = cfg.${name}.user;
          Group = cfg.${name}.group;
          NoNewPrivileges = true;
          WorkingDirectory = "/tmp";
          Restart = "always";
        };
      }
    ];

  accounts = lib.mapAttrsToList (
    name: _:
    account {
      name = "${name}-exporter";
      inherit (cfg.${name}) user group;
      description = "Prometheus' ${name} exporter";
    }
  ) enabled;
in
{
  options.services.prometheus.exporters = lib.mapAttrs optionsOf exporters;

  config = lib.mkIf (enabled != { }) {
    users = lib.mkMerge accounts;

    services.nginx.statusPage = lib.mkIf (enabled ? nginx && config.services.nginx.enable) (
      lib.mkDefault true
    );

    docker.internal = {
      notes =
        lib.optional (enabled ? node && lib.intersectLists ofSystemd cfg.node.enabledCollectors != [ ])
          "note: services.prometheus.exporters.node: its collectors of systemd have nobody to ask in a container";
      exposedPorts = lib.mapAttrsToList (name: _: cfg.${name}.port) (
        lib.filterAttrs (name: _: cfg.${name}.openFirewall || isReachable cfg.${name}.listenAddress) enabled
      );
      essentialUnits = map (name: "${unitName name}.service") (lib.attrNames enabled);
    };

    systemd.services = lib.mapAttrs' (
      name: exporter: lib.nameValuePair (unitName name) (service name exporter)
    ) enabled;
  };
}
