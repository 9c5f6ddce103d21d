# What a NixOS machine's configuration may say and a container has no use for.
{
  config,
  lib,
  modulesPath,
  ...
}:
{
  imports = [
    (modulesPath + "/installer/scan/not-detected.nix")
    (modulesPath + "/profiles/qemu-guest.nix")
    "${modulesPath}/virtualisation/lxc-container.nix"
    (modulesPath + "/virtualisation/amazon-image.nix")
  ];

  # As nixos-generate-config writes it: nothing of this is there to be evaluated.
  ec2.hvm = true;
  lib.site.name = "example.org";
  proxmoxLXC.privileged = true;
  boot.kernelPackages = throw "there is no kernel";
  boot.extraModulePackages = with config.boot.kernelPackages; [ v4l2loopback ];
  boot.initrd.availableKernelModules = [ "ahci" ];
  hardware.graphics.enable = true;
  hardware.cpu.amd.updateMicrocode = lib.mkDefault config.hardware.enableRedistributableFirmware;

  programs.ssh.startAgent = false;
  programs.zsh.enable = true;
  programs.zsh.enableCompletion = true;
  programs.vim = {
    enable = true;
    defaultEditor = true;
  };
  programs.gnupg.agent.enable = true;
  services.fstrim.enable = true;
  services.qemuGuest.enable = true;
  services.chrony.enable = true;
  services.fail2ban = {
    enable = true;
    jails.sshd.settings.enabled = true;
  };
  services.logind.settings.Login.KillUserProcesses = false;
  services.getty.autologinUser = "root";
  services.avahi.enable = config.services.printing.enable;
  services.printing.enable = false;
  environment.noXlibs = true;
  system.switch.enable = false;
  system.copySystemConfiguration = false;
  networking.networkmanager.enable = lib.mkDefault true;
  networking.wireguard.interfaces.wg0.peers = [ ];

  # Of services that we do not have.
  services.grafana = {
    enable = false;
    settings.server.http_port = 3000;
  };
  services.gitea = lib.mkIf config.services.printing.enable { enable = true; };
  services.nextcloud.enable = lib.mkForce false;
  services.openssh.somethingNew.enable = false;
  services.automation.controllers = {
    first.enable = false;
    second.enable = lib.mkForce false;
  };
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
  # What is not there is off.
  networking.firewall.allowedTCPPorts =
    lib.optional config.services.grafana.enable config.services.grafana.settings.server.http_port
    ++ lib.optional config.services.jellyfin.enable 8096
    ++ lib.optional config.services.squid.enable 3128
    ++ [ 8080 ];
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
