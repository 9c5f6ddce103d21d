{ pkgs, ... }:
{
  services.dovecot2 = {
    enable = true;
    configFile = "${pkgs.writeText "dovecot.conf" ''
      dovecot_config_version = 2.4.0
      dovecot_storage_version = 2.4.0
      base_dir = /run/dovecot2
      default_internal_user = dovecot2
      default_internal_group = dovecot2
      log_path = /dev/stderr
      protocols = imap
      ssl = no
      auth_allow_cleartext = yes
      mail_driver = maildir
      mail_path = ~/mail
      passdb static {
        password = secret
      }
      userdb static {
        fields {
          uid = mail-user
          gid = mail-user
          home = /var/lib/mail/%{user}
        }
      }
    ''}";
  };
  users.users.mail-user = {
    isSystemUser = true;
    group = "mail-user";
  };
  users.groups.mail-user = { };
  systemd.tmpfiles.rules = [ "d /var/lib/mail 0700 mail-user mail-user" ];
}
