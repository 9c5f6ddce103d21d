{
  services.tor = {
    enable = true;
    client.enable = true;
    client.socksListenAddress = "0.0.0.0:9050";
    extraConfig = "SocksPolicy accept *";
    hiddenServices.web.map = [ { port = 80; } ];
  };
}
