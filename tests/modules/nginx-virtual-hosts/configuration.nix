{
  services.nginx = {
    enable = true;
    enableReload = true;
    statusPage = true;
    upstreams.app = {
      servers = {
        "app-1:3000".weight = 5;
        "app-2:3000".backup = true;
      };
      extraConfig = "keepalive 16;";
    };
    virtualHosts = {
      # Has the status page, too.
      localhost.locations."/".proxyPass = "http://app";
      "example.org" = {
        default = true;
        serverAliases = [ "www.example.org" ];
        forceSSL = true;
        sslCertificate = "/data/tls/example.org.crt";
        sslCertificateKey = "/data/tls/example.org.key";
        root = "/data/www";
        locations = {
          "/api/" = {
            proxyPass = "http://app/";
            proxyWebsockets = true;
            recommendedProxySettings = true;
          };
          "~ \\.php$" = {
            priority = 500;
            fastcgiParams.APP_MODE = "production";
            extraConfig = "fastcgi_pass unix:/run/php.sock;";
          };
          "= /gone".return = 410;
        };
      };
      "other.example.org" = {
        listen = [
          {
            addr = "127.0.0.1";
            port = 8080;
          }
          { addr = "unix:/run/nginx/other.sock"; }
        ];
        globalRedirect = "example.org";
        redirectCode = 308;
      };
    };
  };
}
