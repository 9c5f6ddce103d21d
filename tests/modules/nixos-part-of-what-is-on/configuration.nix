# What every NixOS has and a container has not is there where the user's files say anything of it.
{
  services.logrotate.configFile = "/etc/mine";
  security.sudo.wheelNeedsPassword = false;
}
