{
  services.openssh.enable = true;
  security.sudo.wheelNeedsPassword = false;
  users.users = {
    alice = {
      isNormalUser = true;
      extraGroups = [ "wheel" ];
      openssh.authorizedKeys.keyFiles = [ ./key.pub ];
    };
    bob.isNormalUser = true;
  };
}
