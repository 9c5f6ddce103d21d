{
  services.dovecot2 = {
    enable = true;
    enablePAM = false;
    mailLocation = "maildir:/var/lib/mail/%u";
    extraConfig = ''
      ssl = no
      disable_plaintext_auth = no
      passdb {
        driver = static
        args = password=secret
      }
      userdb {
        driver = static
        args = uid=mail-user gid=mail-user home=/var/lib/mail/%u
      }
    '';
  };
  users.users.mail-user = {
    isSystemUser = true;
    group = "mail-user";
  };
  users.groups.mail-user = { };
  systemd.tmpfiles.rules = [ "d /var/lib/mail 0700 mail-user mail-user" ];
}
