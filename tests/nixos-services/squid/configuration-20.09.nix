{
  services.squid = {
    enable = true;
    extraConfig = "http_access allow all";
  };
  # What the proxy is asked for.
  services.nginx = {
    enable = true;
    virtualHosts.localhost.locations."/".return = "200 behind-the-proxy";
  };
}
