{
  services.postfix = {
    enable = true;
    enableSubmission = true;
    enableSubmissions = true;
    submissionsOptions.smtpd_sasl_auth_enable = "no";
    settings.main.smtpd_tls_cert_file = "/run/secrets/mail.crt";
    settings.main.smtpd_tls_key_file = "/run/secrets/mail.key";
  };
}
