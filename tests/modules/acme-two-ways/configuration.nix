{
  security.acme.acceptTerms = true;
  security.acme.defaults.email = "admin@example.org";
  security.acme.certs.none = { };
  security.acme.certs."*.example.org" = {
    webroot = "/var/www";
    listenHTTP = ":80";
  };
}
