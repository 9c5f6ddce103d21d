{ ... }:
{
  systemd.services.shop = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig.ExecStart = "/opt/shop";
  };
}
