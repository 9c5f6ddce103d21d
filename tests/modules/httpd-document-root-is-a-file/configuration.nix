{ ... }:
{
  services.httpd = {
    enable = true;
    virtualHosts."example.org".documentRoot = ./configuration.nix;
  };
}
