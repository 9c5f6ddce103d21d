{
  services.nginx = {
    enable = true;
    virtualHosts."example.org" = {
      addSSL = true;
      onlySSL = true;
      sslCertificate = "/data/crt";
      sslCertificateKey = "/data/key";
    };
  };
}
