{ pkgs, ... }:
{
  services.dnsmasq = {
    enable = true;
    resolveLocalQueries = false;
    settings = {
      no-resolv = true;
      address = "/example.org/192.0.2.8";
    };
  };
  environment.systemPackages = [ pkgs.dnsutils ];
}
