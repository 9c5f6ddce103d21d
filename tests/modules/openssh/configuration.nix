{
  services.openssh = {
    enable = true;
    ports = [
      22
      2222
    ];
    listenAddresses = [
      { addr = "192.0.2.1"; }
      {
        addr = "2001:db8::1";
        port = 22;
      }
    ];
    hostKeys = [
      {
        type = "ed25519";
        path = "/data/host key";
      }
    ];
    settings = {
      PasswordAuthentication = false;
      AllowUsers = [
        "root"
        "backup"
      ];
      Ciphers = [
        "aes256-gcm@openssh.com"
        "chacha20-poly1305@openssh.com"
      ];
      MaxAuthTries = 3;
    };
    permitRootLogin = "no";
    banner = "private";
    extraConfig = ''
      Match User backup
        ForceCommand internal-sftp
    '';
  };
  users.users.backup = {
    isNormalUser = true;
    openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA one" ];
    openssh.authorizedKeys.keyFiles = [ ./key.pub ];
  };
}
