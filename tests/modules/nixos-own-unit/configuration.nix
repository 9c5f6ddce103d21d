{ lib, ... }:
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
  # Each of a list may have a condition of its own.
  systemd.tmpfiles.rules = [
    (lib.mkIf true "d /srv/shop - - - -")
    (lib.mkIf false "d /srv/none - - - -")
  ];
}
