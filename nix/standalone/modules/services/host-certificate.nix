# What a web server's virtual host asks of its own certificate, as a definition of `security.acme.certs.NAME`.
{ lib }:
group: host: {
  extraDomainNames = host.serverAliases;
  group = lib.mkDefault group;
  webroot = lib.mkIf (host.acmeRoot != null) (lib.mkDefault host.acmeRoot);
  # What all certificates have by default is another way.
  dnsProvider = lib.mkIf (host.acmeRoot != null) (lib.mkDefault null);
}
