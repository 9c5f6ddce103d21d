# Prometheus, with the option names of NixOS: it measures what exporters tell, keeps it, and raises alerts.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.prometheus;

  account = import ../account.nix { inherit config lib; };
  isReachable = import ../reachable.nix;

  withoutNull =
    value:
    if builtins.isAttrs value then
      lib.mapAttrs (_: withoutNull) (lib.filterAttrs (_: one: one != null) value)
    else if builtins.isList value then
      map withoutNull value
    else
      value;

  text =
    if cfg.configText != null then
      cfg.configText
    else
      builtins.toJSON (withoutNull {
        global = cfg.globalConfig;
        scrape_configs = cfg.scrapeConfigs;
        remote_read = cfg.remoteRead;
        remote_write = cfg.remoteWrite;
        # An agent has no rules and raises no alerts.
        rule_files = if cfg.enableAgentMode then null else ruleFiles;
        alerting = if cfg.enableAgentMode then null else { inherit (cfg) alertmanagers; };
      });

  ruleFiles =
    map (file: "${file}") cfg.ruleFiles
    ++
      lib.optional (cfg.rules != [ ])
        "${pkgs.writeText "prometheus.rules" (lib.concatStringsSep "\n" cfg.rules)}";

  configFile =
    if cfg.checkConfig == false then
      pkgs.writeText "prometheus.yaml" text
    else
      pkgs.writeChecked {
        name = "prometheus.yaml";
        inherit text;
        inherit (cfg) package;
        option = "services.prometheus";
        command = lib.concatStringsSep " " (
          [ "run promtool check config" ]
          ++ lib.optional (cfg.checkConfig == "syntax-only") "--syntax-only"
          ++ lib.optional cfg.enableAgentMode "--agent"
          ++ [ "$file" ]
        );
      };

  state = "/var/lib/${cfg.stateDir}";
in
{
  imports = [
    ./options.nix
    ./alertmanager.nix
    ./exporters.nix
  ];

  config = lib.mkIf cfg.enable {
    users = account {
      name = "prometheus";
      description = "Prometheus monitoring server";
    };

    environment.etc."prometheus/prometheus.yaml" = lib.mkIf cfg.enableReload { source = configFile; };

    docker.internal = {
      exposedPorts = lib.optional (isReachable cfg.listenAddress) cfg.port;
      essentialUnits = [ "prometheus.service" ];
    };

    systemd.services.prometheus = {
      description = "Prometheus monitoring server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      reload = "kill -HUP $MAINPID";
      serviceConfig = {
        ExecStart = lib.concatStringsSep " " (
          [ "${cfg.package}/bin/prometheus" ]
          ++ cfg.extraFlags
          ++ [
            "--config.file=${if cfg.enableReload then "/etc/prometheus/prometheus.yaml" else configFile}"
            "--web.listen-address=${cfg.listenAddress}:${toString cfg.port}"
          ]
          ++ (
            if cfg.enableAgentMode then
              [
                "--enable-feature=agent"
                "--storage.agent.path=${state}/data-agent"
              ]
            else
              [
                "--alertmanager.notification-queue-capacity=${toString cfg.alertmanagerNotificationQueueCapacity}"
                "--storage.tsdb.path=${state}/data"
              ]
          )
          ++ lib.optional (cfg.webExternalUrl != null) "--web.external-url=${cfg.webExternalUrl}"
          ++ lib.optional (cfg.retentionTime != null) "--storage.tsdb.retention.time=${cfg.retentionTime}"
          ++ lib.optional (cfg.webConfigFile != null) "--web.config.file=${cfg.webConfigFile}"
        );
        User = "prometheus";
        StateDirectory = cfg.stateDir;
        StateDirectoryMode = "0700";
        WorkingDirectory = state;
        NoNewPrivileges = true;
        Restart = "always";
      };
    };
  };
}
