{
  services.openssh = {
    enable = true;
    passwordAuthentication = false;
  };
  users.users.alice = {
    isNormalUser = true;
    openssh.authorizedKeys.keyFiles = [ ./key.pub ];
  };
}
