{
  services.dovecot2 = {
    enable = true;
    mailLocation = "maildir:/var/lib/mail/%u";
  };
}
