# What an image for a provider's machines, and profiles below modulesPath, say: sshd is theirs, nginx the user's.
{ modulesPath, ... }:
{
  imports = [
    (modulesPath + "/profiles/minimal.nix")
    (modulesPath + "/profiles/headless.nix")
    (modulesPath + "/profiles/qemu-guest.nix")
    (modulesPath + "/profiles/hardened.nix")
    "${modulesPath}/virtualisation/digital-ocean-config.nix"
  ];
  services.nginx.enable = true;
}
