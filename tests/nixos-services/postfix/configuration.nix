{
  services.postfix = {
    enable = true;
    settings.main = {
      myhostname = "mail.example.test";
      mydestination = [ "example.test" ];
      mynetworks = [ "0.0.0.0/0" ];
      # A directory of a mail each.
      home_mailbox = "Maildir/";
    };
  };
  users.users.alice = {
    isNormalUser = true;
    home = "/var/lib/alice";
    createHome = true;
  };
}
