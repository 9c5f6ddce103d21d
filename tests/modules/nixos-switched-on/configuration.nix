# What a bare NixOS has, and the user asks for: a service by its switch, one by name, one by definition. What
# belongs to a machine is accepted without effect, and settings about a unit do not make it.
{
  services.logrotate.enable = true;
  networking.firewall.enable = true;
  docker.units.include = [ "getty@*" ];
  docker.units.exclude = [ "unwanted.*" ];
  systemd.services.unwanted.script = "true";
  systemd.services.suid-sgid-wrappers.script = "echo mine";
  systemd.services.systemd-journald.serviceConfig.OOMScoreAdjust = 350;
  users.users.nobody.description = "No one";
}
