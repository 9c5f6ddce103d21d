# Alertmanager, with the option names of NixOS: it tells people of the alerts that Prometheus raises.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.prometheus.alertmanager;

  isReachable = import ../reachable.nix;

  orNull =
    type: example: description:
    mkOption {
      type = types.nullOr type;
      default = null;
      inherit example description;
    };

  text = if cfg.configText != null then cfg.configText else builtins.toJSON cfg.configuration;

  configFile =
    if cfg.checkConfig then
      pkgs.writeChecked {
        name = "alertmanager.yml";
        inherit text;
        inherit (cfg) package;
        option = "services.prometheus.alertmanager";
        command = "run amtool check-config $file";
      }
    else
      pkgs.writeText "alertmanager.yml" text;

  substituted = "/run/alertmanager/alertmanager.yml";
in
{
  options.services.prometheus.alertmanager = {
    enable = lib.mkEnableOption "Alertmanager";

    package = lib.mkPackageOption pkgs "prometheus-alertmanager" { };

    configuration =
      orNull types.attrs
        {
          route.receiver = "nobody";
          receivers = [ { name = "nobody"; } ];
        }
        "The configuration, with Alertmanager's own names. `$NAME` stands for a variable of the environment.";

    configText = orNull types.lines null "The same as text, in place of {option}`configuration`.";

    checkConfig = mkOption {
      type = types.bool;
      default = true;
      description = "Whether {command}`amtool` checks the configuration when the image is built.";
    };

    logFormat = orNull types.str "json" "How the log is written.";

    logLevel = mkOption {
      type = types.enum [
        "debug"
        "info"
        "warn"
        "error"
        "fatal"
      ];
      default = "warn";
      description = "What is logged: this, and what is worse.";
    };

    webExternalUrl = orNull types.str "https://example.org/alerts/" "URL under which others reach it.";

    listenAddress = mkOption {
      type = types.str;
      default = "";
      example = "127.0.0.1";
      description = "Address to listen on; an empty one means all.";
    };

    port = mkOption {
      type = types.port;
      default = 9093;
      description = "Port to listen on.";
    };

    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to expose the port.";
    };

    clusterPeers = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "alerts2:9094" ];
      description = "Other Alertmanagers to work together with.";
    };

    extraFlags = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "--cluster.listen-address=" ];
      description = "Further arguments.";
    };

    environmentFile =
      orNull types.path "/run/secrets/alertmanager"
        "File in the container with variables that the configuration names, passwords for instance.";
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.configuration != null || cfg.configText != null;
        message = "services.prometheus.alertmanager: set configuration or configText.";
      }
    ];

    docker.internal = {
      exposedPorts = lib.optional (cfg.openFirewall || isReachable cfg.listenAddress) cfg.port;
      essentialUnits = [ "alertmanager.service" ];
    };

    systemd.services.alertmanager = {
      description = "Alertmanager";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      reload = "kill -HUP $MAINPID";
      preStart = "${pkgs.envsubst}/bin/envsubst < ${configFile} > ${substituted}";
      serviceConfig = {
        ExecStart = lib.concatStringsSep " " (
          [ "${cfg.package}/bin/alertmanager" ]
          ++ cfg.extraFlags
          ++ [
            "--config.file=${substituted}"
            "--storage.path=/var/lib/alertmanager"
            "--web.listen-address=${cfg.listenAddress}:${toString cfg.port}"
            "--log.level=${cfg.logLevel}"
          ]
          ++ map (peer: "--cluster.peer=${peer}") cfg.clusterPeers
          ++ lib.optional (cfg.webExternalUrl != null) "--web.external-url=${cfg.webExternalUrl}"
          ++ lib.optional (cfg.logFormat != null) "--log.format=${cfg.logFormat}"
        );
        EnvironmentFile = lib.optional (cfg.environmentFile != null) cfg.environmentFile;
        DynamicUser = true;
        StateDirectory = "alertmanager";
        RuntimeDirectory = "alertmanager";
        RuntimeDirectoryMode = "0700";
        WorkingDirectory = "/var/lib/alertmanager";
        NoNewPrivileges = true;
        Restart = "always";
      };
    };
  };
}
