{
  services.postfix = {
    enable = true;
    hostname = "mail.example.test";
    destination = [ "example.test" ];
    networks = [ "0.0.0.0/0" ];
    # A directory of a mail each.
    config.home_mailbox = "Maildir/";
  };
  users.users.alice = {
    isNormalUser = true;
    home = "/var/lib/alice";
    createHome = true;
  };
}
