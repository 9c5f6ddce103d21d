{ ... }:
{
  imports = [ { systemd.services.shop.serviceConfig.ExecStartPre = "/bin/true"; } ];
  systemd.services.shop.serviceConfig.ExecStartPre = [ "/bin/false" ];
}
