# The bus, and a service with a name on it.
{ pkgs, ... }:
{
  services.dbus.enable = true;
  services.dbus.packages = [ (pkgs.writeText "shop-policy" "") ];
  systemd.services.shop = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig = {
      Type = "dbus";
      BusName = "org.example.Shop";
      ExecStart = "/bin/shop";
    };
  };
}
