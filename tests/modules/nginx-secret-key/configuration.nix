{
  services.nginx = {
    enable = true;
    virtualHosts."example.org" = {
      onlySSL = true;
      sslCertificate = ./configuration.nix;
      sslCertificateKey = ./configuration.nix;
    };
  };
}
