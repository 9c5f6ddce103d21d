# Those of the user's files, and of what they switch on or say something of; every NixOS' own are left out.
{ lib, pkgs, ... }:
{
  security.sudo.wheelNeedsPassword = false;
  security.wrappers = {
    ping = {
      owner = "root";
      group = "root";
      capabilities = "cap_net_raw+p";
      source = "${pkgs.iputils}/bin/ping";
    };
    mail = {
      owner = "nobody";
      group = "nogroup";
      setgid = true;
      permissions = "u+rx,g+x,o=";
      source = "${pkgs.coreutils}/bin/mail";
    };
  };
}
