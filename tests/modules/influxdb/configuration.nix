{
  services.influxdb = {
    enable = true;
    dataDir = "/data/influxdb";
    extraConfig.http = {
      auth-enabled = true;
      bind-address = "127.0.0.1:8087";
    };
  };
}
