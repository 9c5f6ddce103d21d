{ pkgs, ... }:
{
  services.tinyproxy = {
    enable = true;
    settings = {
      Listen = "0.0.0.0";
      Port = 8888;
    };
  };
  # What the proxy is asked for.
  services.nginx = {
    enable = true;
    virtualHosts.localhost.locations."/".return = "200 behind-the-proxy";
  };
}
