{
  services.nginx = {
    enable = true;
    virtualHosts."example.org".basicAuth.guest = "not-a-secret";
  };
}
