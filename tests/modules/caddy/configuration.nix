{
  services.caddy = {
    enable = true;
    email = "me@example.org";
    globalConfig = "auto_https disable_redirects";
    virtualHosts = {
      "example.org" = {
        serverAliases = [ "www.example.org" ];
        extraConfig = "respond hello";
      };
      "shop.example.org" = {
        useACMEHost = "example.org";
        listenAddresses = [ "192.0.2.7" ];
        logFormat = null;
        extraConfig = "reverse_proxy shop:8080";
      };
      "http://:8082".extraConfig = "respond plain";
    };
  };
}
