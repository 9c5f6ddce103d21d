{ ... }:
{
  services.httpd = {
    enable = true;
    virtualHosts."example.org" = {
      onlySSL = true;
      sslServerCert = ./configuration.nix;
      sslServerKey = ./configuration.nix;
    };
  };
}
