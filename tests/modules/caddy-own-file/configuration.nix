{ pkgs, ... }:
{
  services.caddy = {
    enable = true;
    adapter = "nginx";
    enableReload = false;
    configFile = pkgs.writeText "site.conf" "http { }";
    environmentFile = "/run/secrets/caddy";
  };
}
