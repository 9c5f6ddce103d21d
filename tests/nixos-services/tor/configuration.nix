{
  services.tor = {
    enable = true;
    client.enable = true;
    client.socksListenAddress = {
      addr = "0.0.0.0";
      port = 9050;
    };
    settings.SocksPolicy = [ "accept *" ];
    relay.onionServices.web.map = [ 80 ];
  };
}
