# What is imported below modulesPath is about a machine, or about an image for some provider's: nothing of it comes
# along, nor is anything said of what it sets. Settings of a unit that no module brings ask for nothing.
{ modulesPath, ... }:
{
  imports = [
    (modulesPath + "/profiles/base.nix")
    "${modulesPath}/virtualisation/digital-ocean-config.nix"
  ];
  services.nginx.enable = true;
  systemd.services.docker.serviceConfig.LimitNOFILE = 1024;
}
