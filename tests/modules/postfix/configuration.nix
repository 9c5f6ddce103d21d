{
  services.postfix = {
    enable = true;
    enableSubmission = true;
    rootAlias = "alice";
    virtual = "info@example.org alice";
    networks = [ "192.0.2.0/24" ];
    enableHeaderChecks = true;
    headerChecks = [
      {
        pattern = "/^X-Spam:/";
        action = "REJECT spam";
      }
    ];
    dnsBlacklists = [ "bl.example.org" ];
    dnsBlacklistOverrides = "192.0.2.0/24 OK";
    settings.main = {
      myhostname = "mail.example.org";
      relayhost = [ "[smtp.example.net]:587" ];
      smtpd_tls_chain_files = [
        "/run/secrets/mail.key"
        "/run/secrets/mail.crt"
      ];
      mynetworks_style = null;
      smtpd_sasl_type = "dovecot";
      smtpd_sasl_path = "private/auth";
    };
    settings.master.dovecot = {
      privileged = false;
      command = "pipe";
      args = [
        "flags=DRhu"
        "argv=/usr/lib/dovecot/deliver"
      ];
    };
  };
}
