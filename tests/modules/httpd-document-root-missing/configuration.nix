{ ... }:
{
  services.httpd = {
    enable = true;
    documentRoot = ./nothing-here;
  };
}
