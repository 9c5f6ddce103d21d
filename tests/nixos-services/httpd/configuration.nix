{ pkgs, ... }:
{
  services.httpd = {
    enable = true;
    adminAddr = "admin@example.org";
    virtualHosts.localhost.documentRoot = pkgs.writeTextDir "index.html" "hello from httpd\n";
  };
}
