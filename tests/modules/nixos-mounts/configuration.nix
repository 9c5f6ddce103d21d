# What a module has mounted becomes a unit; what would be mounted on demand is said to be left out.
{
  systemd.mounts = [
    {
      what = "/data";
      where = "/var/lib/my-shop/.data";
      options = "bind";
      requiredBy = [ "shop.service" ];
      after = [ "firewall.service" ];
    }
  ];
  systemd.automounts = [ { where = "/mnt"; } ];
  systemd.services.shop.script = "true";
}
