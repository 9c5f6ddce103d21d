{
  services.prometheus = {
    enable = true;
    globalConfig.scrape_interval = "1s";
    exporters.node.enable = true;
    scrapeConfigs = [
      {
        job_name = "node";
        static_configs = [ { targets = [ "localhost:9100" ]; } ];
      }
    ];
    alertmanagers = [ { static_configs = [ { targets = [ "localhost:9093" ]; } ]; } ];
    rules = [
      (builtins.toJSON {
        groups = [
          {
            name = "always";
            rules = [
              {
                alert = "Fires";
                expr = "vector(1)";
              }
            ];
          }
        ];
      })
    ];
    alertmanager = {
      enable = true;
      configuration = {
        # As the service has it from its environment.
        route.receiver = "$RECEIVER";
        receivers = [ { name = "$RECEIVER"; } ];
      };
    };
  };
  systemd.services.alertmanager.environment.RECEIVER = "nobody";
}
