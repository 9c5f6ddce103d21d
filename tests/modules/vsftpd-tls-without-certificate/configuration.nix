{
  services.vsftpd = {
    enable = true;
    forceLocalLoginsSSL = true;
  };
}
