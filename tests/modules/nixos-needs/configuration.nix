# What a container can have only when Docker is told so is said when it is built.
{
  systemd.services.openntpd.script = "true";
  systemd.services.openvpn-home.script = "true";
  systemd.services.tailscaled.script = "true";
  systemd.services."wg-quick-wg0".script = "true";
  systemd.services.docker.script = "true";
  systemd.services.harmless.script = "true";
}
