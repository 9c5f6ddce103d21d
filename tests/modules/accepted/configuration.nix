# What a NixOS machine's configuration may say and a container has no use for.
{ ... }:
{
  boot.loader.grub.device = "/dev/sda";
  boot.kernelModules = [ "kvm" ];
  fileSystems."/".device = "/dev/sda1";
  swapDevices = [ { device = "/dev/sda2"; } ];
  hardware.cpu.intel.updateMicrocode = true;
  nix.settings.experimental-features = [ "nix-command" ];
  networking.hostName = "shop";
  networking.useDHCP = true;
  networking.interfaces.eth0.ipv4.addresses = [ ];
  networking.firewall.allowPing = true;
  networking.nameservers = [ "192.0.2.1" ];
  security.sudo.enable = true;
  security.pam.services.sshd = { };
  services.xserver.enable = false;
  documentation.enable = false;
  system.stateVersion = "24.05";
  i18n.defaultLocale = "C.UTF-8";
  console.keyMap = "us";
  virtualisation.docker.enable = false;
  nixpkgs.hostPlatform = "x86_64-linux";
  nixpkgs.config.allowUnfree = true;
  systemd.network.enable = false;
  systemd.slices.shop = { };
  programs.bash.enableCompletion = true;
}
