{
  security.acme = {
    acceptTerms = true;
    email = "admin@example.test";
    server = "https://authority.test:14000/dir";
    # Always to be renewed.
    validMinDays = 9999;
    # Since 2021 lego waits minutes before it renews, unless it is told not to.
    certs."one.example.test".extraLegoRenewFlags = [ "--no-random-sleep" ];
    certs."two.example.test".extraLegoRenewFlags = [ "--no-random-sleep" ];
  };
  security.pki.certificateFiles = [ ./authority.pem ];
  services.nginx = {
    enable = true;
    virtualHosts =
      let
        host = {
          enableACME = true;
          forceSSL = true;
          locations."/".return = "200 encrypted";
        };
      in
      {
        "one.example.test" = host;
        "two.example.test" = host;
      };
  };
}
