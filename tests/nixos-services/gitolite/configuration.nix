{
  services.gitolite = {
    enable = true;
    adminPubkey = builtins.readFile ./key.pub;
  };
  services.openssh.enable = true;
}
