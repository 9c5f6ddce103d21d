{
  security.acme = {
    acceptTerms = true;
    defaults.email = "admin@example.test";
    defaults.server = "https://authority.test:14000/dir";
    # Always to be renewed.
    certs."two.example.test".validMinDays = 9999;
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
