{
  security.acme = {
    acceptTerms = true;
    defaults.email = "admin@example.test";
    # Nobody is there: what is served is self-signed until somebody is.
    defaults.server = "https://localhost:14000/dir";
  };
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
