{
  services.openssh = {
    enable = true;
    settings.PasswordAuthentication = false;
  };
  users.users.alice = {
    isNormalUser = true;
    openssh.authorizedKeys.keyFiles = [ ./key.pub ];
  };
}
