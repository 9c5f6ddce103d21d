# Certificates of Apache's.
{ config, pkgs, ... }:
{
  security.acme.acceptTerms = true;
  security.acme.email = "a@example.test";
  services.httpd.enable = true;
  services.httpd.adminAddr = "a@example.test";
  services.httpd.virtualHosts."h.test" = {
    enableACME = true;
    forceSSL = true;
    documentRoot = "/var/www";
  };
  services.httpd.virtualHosts."i.test" = {
    useACMEHost = "h.test";
    onlySSL = true;
    documentRoot = "/var/www";
  };
}
