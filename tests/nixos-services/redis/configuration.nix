{ pkgs, ... }:
{
  services.redis.servers."".enable = true;
  environment.systemPackages = [ pkgs.redis ];
}
