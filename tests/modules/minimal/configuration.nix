{ pkgs, ... }:
{
  docker.minimal = true;
  systemd.services.shop.serviceConfig.ExecStart = "${pkgs.hello}/bin/hello";
}
