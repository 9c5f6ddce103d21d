{ pkgs, ... }:
{
  services.dnsmasq = {
    enable = true;
    resolveLocalQueries = false;
    extraConfig = ''
      no-resolv
      address=/example.org/192.0.2.8
    '';
  };
  environment.systemPackages = [ pkgs.dnsutils ];
}
