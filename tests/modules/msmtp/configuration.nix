{
  programs.msmtp = {
    enable = true;
    defaults.tls = true;
    accounts.default = {
      auth = true;
      host = "smtp.example.org";
      port = 587;
      user = "me";
      passwordeval = "cat /run/secrets/smtp";
    };
  };
}
