# A service that says when it starts has its timer, also where NixOS has both and the user switches them on.
{
  services.logrotate.enable = true;
  systemd.services.shop = {
    startAt = "daily";
    script = "true";
  };
}
