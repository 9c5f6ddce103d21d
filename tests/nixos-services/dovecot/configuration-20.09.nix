{ pkgs, ... }:
{
  # For Debian 12, which has the Dovecot that NixOS writes settings for.
  services.dovecot2 = {
    enable = true;
    enablePAM = false;
    mailLocation = "maildir:~/mail";
    extraConfig = ''
      ssl = no
      disable_plaintext_auth = no
      log_path = /dev/stderr
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
