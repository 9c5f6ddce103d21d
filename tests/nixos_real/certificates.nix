# Certificates, by DNS, by files of nginx, by a port of their own.
{ config, pkgs, ... }:
{
  security.acme = {
    acceptTerms = true;
    defaults = {
      email = "a@example.test";
      server = "https://acme-staging.example.test/directory";
    };
    certs."example.test" = {
      domain = "*.example.test";
      extraDomainNames = [ "example.test" ];
      dnsProvider = "hetzner";
      environmentFile = "/run/secrets/dns";
      group = "nginx";
      dnsPropagationCheck = false;
    };
    certs."two.test" = {
      webroot = "/var/lib/acme/acme-challenge";
      group = "nginx";
      reloadServices = [ "nginx" ];
      keyType = "ec256";
    };
    certs."three.test" = {
      listenHTTP = ":1360";
      postRun = "echo done";
    };
  };
  services.nginx.enable = true;
  services.nginx.virtualHosts."a.example.test" = {
    useACMEHost = "example.test";
    forceSSL = true;
    root = "/var/www";
  };
  services.nginx.virtualHosts."two.test" = {
    useACMEHost = "two.test";
    addSSL = true;
    acmeRoot = null;
    locations."/".proxyPass = "http://127.0.0.1:9";
  };
  services.nginx.virtualHosts."four.test" = {
    enableACME = true;
    forceSSL = true;
    serverAliases = [ "www.four.test" ];
    acmeFallbackHost = "192.0.2.3";
  };
}
