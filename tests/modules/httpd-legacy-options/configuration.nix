# The options that make up the main site, beside a virtual host.
{ ... }:
{
  services.httpd = {
    enable = true;
    hostName = "main.example.org";
    port = 8080;
    documentRoot = "/srv/main";
    serverAliases = [ "www.main.example.org" ];
    virtualHosts."another.example.org".documentRoot = "/srv/another";
  };
}
