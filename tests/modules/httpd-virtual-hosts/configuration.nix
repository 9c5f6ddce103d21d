{ ... }:
{
  services.httpd = {
    enable = true;
    adminAddr = "me@example.org";
    logDir = "/data/log";
    logFormat = "combined";
    extraModules = [
      "proxy_ajp"
      {
        name = "shop";
        path = "/opt/mod_shop.so";
      }
    ];
    maxClients = 60;
    mpm = "worker";
    extraConfig = "Timeout 30";
    virtualHosts = {
      "example.org" = {
        documentRoot = "/srv/www";
        serverAliases = [ "www.example.org" ];
        adminAddr = "webmaster@example.org";
        robotsEntries = "User-agent: *";
        servedDirs = [
          {
            urlPath = "/pictures";
            dir = "/data/pictures";
          }
        ];
        servedFiles = [
          {
            urlPath = "/logo.png";
            file = "/data/logo.png";
          }
        ];
        locations = {
          "/api/" = {
            proxyPass = "http://localhost:8000/";
            priority = 10;
          };
          "/a".index = "a.html";
          "/old".alias = "/data/old";
        };
        extraConfig = "ErrorDocument 404 /404.html";
      };
      "moved.example.org".globalRedirect = "https://example.org/";
      "shop.example.org" = {
        forceSSL = true;
        sslServerCert = "/run/secrets/shop.crt";
        sslServerKey = "/run/secrets/shop.key";
        documentRoot = "/srv/shop";
      };
    };
  };
}
