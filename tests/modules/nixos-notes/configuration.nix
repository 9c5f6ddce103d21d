# Scripts of the user's own run at each start; what is left out is said with its reason.
{
  networking.firewall.enable = true;
  systemd.user.services.session.script = "true";
  time.timeZone = "Europe/Berlin";
  system.activationScripts.mine = {
    text = "echo mine";
    deps = [ "users" ];
  };
}
