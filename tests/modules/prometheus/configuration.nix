{ pkgs, ... }:
{
  services.prometheus = {
    enable = true;
    enableReload = true;
    retentionTime = "15d";
    globalConfig.scrape_interval = "15s";
    scrapeConfigs = [
      {
        job_name = "node";
        # What is null is not said.
        scheme = null;
        static_configs = [ { targets = [ "localhost:9100" ]; } ];
      }
    ];
    rules = [ "groups: []" ];
    alertmanagers = [ { static_configs = [ { targets = [ "localhost:9093" ]; } ]; } ];

    alertmanager = {
      enable = true;
      listenAddress = "127.0.0.1";
      environmentFile = "/run/secrets/alertmanager";
      configuration = {
        route.receiver = "nobody";
        receivers = [ { name = "nobody"; } ];
      };
    };

    exporters = {
      node = {
        enable = true;
        enabledCollectors = [
          "processes"
          "systemd"
        ];
        listenAddress = "127.0.0.1";
      };
      nginx.enable = true;
      postgres = {
        enable = true;
        runAsLocalSuperUser = true;
      };
      redis = {
        enable = true;
        extraFlags = [ "-check-keys=*" ];
      };
      blackbox = {
        enable = true;
        configFile = pkgs.writeText "blackbox.yml" "modules: { http: { prober: http } }";
      };
    };
  };
}
