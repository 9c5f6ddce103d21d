{ pkgs, ... }:
{
  services.redis.enable = true;
  environment.systemPackages = [ pkgs.redis ];
}
