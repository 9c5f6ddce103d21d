# The options of `services.prometheus`.
{ lib, pkgs, ... }:

let
  inherit (lib) mkOption types;

  json = (pkgs.formats.json { }).type;

  # What Prometheus knows of one; `promtool` tells of what it does not.
  entries =
    description:
    mkOption {
      type = types.listOf json;
      default = [ ];
      inherit description;
    };

  orNull =
    type: example: description:
    mkOption {
      type = types.nullOr type;
      default = null;
      inherit example description;
    };
in
{
  imports = [
    (lib.mkRemovedOptionModule [
      "services"
      "prometheus"
      "environmentFile"
    ] "Prometheus reads secrets from files: basic_auth.password_file, authorization.credentials_file.")
    (lib.mkRemovedOptionModule [
      "services"
      "prometheus"
      "alertmanagerTimeout"
    ] "It has no effect.")
  ];

  options.services.prometheus = {
    enable = lib.mkEnableOption "the Prometheus monitoring server";

    package = lib.mkPackageOption pkgs "prometheus" { };

    port = mkOption {
      type = types.port;
      default = 9090;
      description = "Port to listen on.";
    };

    listenAddress = mkOption {
      type = types.str;
      default = "0.0.0.0";
      example = "127.0.0.1";
      description = "Address to listen on.";
    };

    stateDir = mkOption {
      type = types.str;
      default = "prometheus2";
      description = "Directory below /var/lib of what was measured. It belongs on a volume.";
    };

    extraFlags = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "--web.enable-lifecycle" ];
      description = "Further arguments of the server.";
    };

    enableReload = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the configuration is at /etc/prometheus/prometheus.yaml and can be read again.";
    };

    enableAgentMode = lib.mkEnableOption "agent mode, in which what was measured is only sent on";

    configText =
      orNull types.lines null
        "The server's configuration, in place of one that the other options lead to.";

    globalConfig = mkOption {
      type = json;
      default = { };
      example = {
        scrape_interval = "15s";
      };
      description = "What holds for all of the configuration.";
    };

    scrapeConfigs = mkOption {
      type = types.listOf (
        types.submodule {
          freeformType = json;
          options.job_name = mkOption {
            type = types.str;
            description = "Name of the job, which what it measures is marked with.";
          };
        }
      );
      default = [ ];
      example = [
        {
          job_name = "node";
          static_configs = [ { targets = [ "localhost:9100" ]; } ];
        }
      ];
      description = "What to measure, with Prometheus' own names.";
    };

    remoteRead = entries "Servers to read from.";
    remoteWrite = entries "Servers to write to.";
    alertmanagers = entries "Alertmanagers to send alerts to.";

    rules = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Rules for recording and alerting, as YAML.";
    };

    ruleFiles = mkOption {
      type = types.listOf types.path;
      default = [ ];
      example = lib.literalExpression "[ ./alerts.yaml ]";
      description = "Files with such rules.";
    };

    alertmanagerNotificationQueueCapacity = mkOption {
      type = types.int;
      default = 10000;
      description = "How many alerts may wait to be sent.";
    };

    webExternalUrl =
      orNull types.str "https://example.org/prometheus/"
        "URL under which others reach the server.";

    webConfigFile =
      orNull types.path "/run/secrets/web.yml"
        "File with what concerns TLS and passwords of the server's own port.";

    checkConfig = mkOption {
      type = types.either types.bool (types.enum [ "syntax-only" ]);
      default = true;
      description = ''
        Whether {command}`promtool` checks the configuration when the image is built. Files that are in
        the container only it can't see: "syntax-only" is for configurations that name such.
      '';
    };

    retentionTime = orNull types.str "15d" "How long what was measured is kept.";
  };
}
