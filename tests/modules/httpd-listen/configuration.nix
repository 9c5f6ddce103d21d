{ ... }:
{
  services.httpd = {
    enable = true;
    virtualHosts.a.listen = [
      { port = 80; }
      {
        ip = "::1";
        port = 8080;
      }
    ];
    virtualHosts.b.listenAddresses = [ "127.0.0.1" ];
  };
}
