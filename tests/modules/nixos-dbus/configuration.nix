# A service with a name on the bus brings the bus, which every NixOS has and no other image: with its user and the
# policies of the service's package, and nothing of a bare NixOS'.
{
  services.avahi.enable = true;
  systemd.services.dbus.serviceConfig.Nice = 1;
}
