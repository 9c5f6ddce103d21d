# Modules about a machine.
{
  config,
  pkgs,
  lib,
  ...
}:
{
  services.nginx.enable = true;
  services.thermald.enable = true;
  services.tlp.enable = true;
  services.udisks2.enable = true;
  services.fwupd.enable = true;
  services.smartd.enable = true;
  services.acpid.enable = true;
  services.irqbalance.enable = true;
  services.earlyoom.enable = true;
  services.earlyoom.freeMemThreshold = 5;
  services.btrfs.autoScrub.enable = true;
  services.udev.extraRules = ''KERNEL=="x"'';
  services.udev.packages = [ pkgs.yubikey-personalization ];
  services.journald.extraConfig = "SystemMaxUse=100M";
  services.timesyncd.servers = [ "time.example.org" ];
  services.xserver.xkb.layout = "de";
  services.pcscd.enable = true;
  services.dbus.packages = [ ];
  zramSwap.enable = true;
  zramSwap.memoryPercent = 20;
  console.keyMap = "de";
  console.font = "Lat2-Terminus16";
  fonts.fontconfig.enable = false;
  xdg.mime.enable = false;
  documentation.enable = false;
  documentation.nixos.enable = false;
  nix.settings.experimental-features = [
    "nix-command"
    "flakes"
  ];
  nix.settings.trusted-users = [
    "root"
    "@wheel"
  ];
  nix.gc = {
    automatic = true;
    dates = "weekly";
    options = "--delete-older-than 30d";
  };
  nix.optimise.automatic = true;
  nix.registry.nixpkgs.flake.outPath = "/x";
  nix.nixPath = [ "nixpkgs=/x" ];
  system.autoUpgrade.enable = true;
  system.stateVersion = "23.11";
  powerManagement.enable = false;
  location.latitude = 1.0;
  boot.loader.grub.device = "nodev";
  boot.tmp.useTmpfs = true;
  boot.kernelParams = [ "quiet" ];
  boot.binfmt.emulatedSystems = [ "aarch64-linux" ];
  hardware.enableRedistributableFirmware = true;
  hardware.bluetooth.enable = false;
  security.polkit.enable = true;
  security.rtkit.enable = true;
  security.apparmor.enable = true;
  security.tpm2.enable = false;
  security.protectKernelImage = true;
  security.pki.certificates = [ ];
}
