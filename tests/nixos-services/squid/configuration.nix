{
  services.squid = {
    enable = true;
    proxyAddress = "0.0.0.0";
    extraConfig = "http_access allow all";
  };
  # What the proxy is asked for.
  services.nginx = {
    enable = true;
    virtualHosts.localhost.locations."/".return = "200 behind-the-proxy";
  };
}
