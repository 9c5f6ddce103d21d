# NixOS puts systemd on every service's PATH, and has it in its own units, PAM files and library path.
{ pkgs, ... }:
{
  services.nginx.enable = true;
  services.openssh.enable = true;
  services.logrotate.enable = true;
  security.sudo.enable = true;
  users.motd = "Welcome.";
  environment.etc."shop.conf".text = "open\n";
  environment.variables.SHOP = "open";
  system.activationScripts.mine = "echo mine";
  users.users.alice = {
    isNormalUser = true;
    group = "wheel";
    shell = pkgs.bash;
  };
}
