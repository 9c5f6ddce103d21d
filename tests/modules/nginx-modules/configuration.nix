# What is a module of its own in Debian, and what nginx' newer releases have.
{ pkgs, ... }:
{
  services.nginx = {
    enable = true;
    enableReload = true;
    recommendedBrotliSettings = true;
    recommendedUwsgiSettings = true;
    proxyResolveWhileRunning = true;
    resolver.addresses = [ "127.0.0.11" ];
    additionalModules = [ pkgs.nginxModules.echo ];
    streamConfig = "server { listen 2525; proxy_pass mail:25; }";
    virtualHosts."x.test" = {
      onlySSL = true;
      sslCertificate = "/data/x.crt";
      sslCertificateKey = "/data/x.key";
      quic = true;
      kTLS = true;
      acmeRoot = null;
      locations."/".proxyPass = "http://app:3000";
      locations."/wsgi".uwsgiPass = "unix:/run/app.sock";
    };
  };
}
