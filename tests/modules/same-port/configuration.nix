# Two web servers, both on port 80.
{
  services.nginx.enable = true;
  services.nginx.virtualHosts.a.root = "/srv/a";
  services.httpd = {
    enable = true;
    adminAddr = "me@example.org";
    virtualHosts.b.documentRoot = "/srv/b";
    virtualHosts.c = {
      listen = [ { port = 8080; } ];
      documentRoot = "/srv/c";
    };
  };
}
