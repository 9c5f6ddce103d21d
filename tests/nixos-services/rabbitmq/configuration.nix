{ pkgs, ... }:
{
  services.rabbitmq.enable = true;
  environment.systemPackages = [ pkgs.rabbitmq-server ];
}
