# What those see who log in.
{
  services.openssh.enable = true;
  services.openssh.knownHosts."backup.example.org" = {
    extraHostNames = [ "192.0.2.7" ];
    publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
  };
  programs.ssh.extraConfig = "Host backup\n  User backup\n";
  programs.ssh.ciphers = [ "aes256-gcm@openssh.com" ];
  programs.ssh.startAgent = true;
  users.motd = "Welcome!";
  environment.variables = {
    FOO = "foo bar";
    OF_A_SHELL = "$HOME/x";
    LIST = [
      "/a"
      "/b"
    ];
  };
}
