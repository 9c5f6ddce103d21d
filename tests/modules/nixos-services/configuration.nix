# Two modules of NixOS, a stub that one of them leaves, and what every NixOS has.
{ pkgs, ... }:
{
  services.nginx.enable = true;
  services.openssh.enable = true;
  networking.firewall.allowedUDPPorts = [ 53 ];
  environment.systemPackages = [ pkgs.findutils ];
}
