{
  security.acme.acceptTerms = true;
  security.acme.defaults.email = "admin@example.org";
  services.httpd = {
    enable = true;
    adminAddr = "admin@example.org";
    virtualHosts."example.org" = {
      enableACME = true;
      forceSSL = true;
      serverAliases = [ "www.example.org" ];
      locations."/".proxyPass = "http://app:3000/";
    };
    virtualHosts."old.example.org" = {
      useACMEHost = "example.org";
      addSSL = true;
      globalRedirect = "https://example.org/";
    };
  };
}
