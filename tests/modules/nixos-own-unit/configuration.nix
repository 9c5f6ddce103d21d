{ ... }:
{
  systemd.services.shop = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig.ExecStart = "/opt/shop";
  };
  # A template is nothing that could end.
  systemd.services."each@" = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig.ExecStart = "/opt/each %i";
  };
}
