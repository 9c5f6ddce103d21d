# All at once, but for what is switched off.
{ config, lib, ... }:
{
  services.ngnix.enable = true;
  services.grafana = lib.mkIf config.services.nginx.enable { enable = true; };
  services.gitea.enable = false;
  services.nginx.enable = true;
  services.nginx.enabel = false;
  krb5.enable = true;
  sops.secrets = { };
}
