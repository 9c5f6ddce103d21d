{ pkgs, ... }:
{
  services.avahi = {
    enable = true;
    hostName = "shop";
    publish.enable = true;
    publish.addresses = true;
  };
  environment.systemPackages = [ pkgs.avahi ];
}
