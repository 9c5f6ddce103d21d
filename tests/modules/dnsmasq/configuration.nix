{
  services.dnsmasq = {
    enable = true;
    alwaysKeepRunning = true;
    servers = [
      "192.0.2.53"
      "/example.test/192.0.2.54"
    ];
    settings = {
      domain-needed = true;
      bogus-priv = false;
      cache-size = 1000;
      dhcp-range = [ "192.0.2.100,192.0.2.200" ];
    };
  };
}
