# The first example of the README, and all that it leads to.
{ ... }:
{
  services.httpd = {
    enable = true;
    documentRoot = "/srv/www";
    adminAddr = "me@example.org";
  };
}
