{
  services.vsftpd = {
    enable = true;
    localUsers = true;
    writeEnable = true;
    chrootlocalUser = true;
    anonymousUser = true;
    anonymousUserHome = "/srv/ftp";
    userlistEnable = true;
    userlistDeny = true;
    rsaCertFile = "/run/secrets/ftp.pem";
    extraConfig = "pasv_min_port=56250";
  };
}
