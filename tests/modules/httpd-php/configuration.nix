{ ... }:
{
  services.httpd = {
    enable = true;
    enablePHP = true;
    phpOptions = "date.timezone = \"CET\"";
    maxClients = 300;
    documentRoot = "/srv/www";
  };
}
