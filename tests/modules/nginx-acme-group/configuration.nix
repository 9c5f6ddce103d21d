{
  security.acme.acceptTerms = true;
  security.acme.defaults.email = "admin@example.org";
  security.acme.certs."example.org" = {
    dnsProvider = "rfc2136";
  };
  services.nginx.enable = true;
  services.nginx.virtualHosts."www.example.org" = {
    useACMEHost = "example.org";
    forceSSL = true;
  };
}
