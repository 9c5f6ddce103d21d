{ pkgs, ... }:
{
  services.unbound = {
    enable = true;
    resolveLocalQueries = false;
    enableRootTrustAnchor = false;
    settings.server = {
      interface = [ "0.0.0.0" ];
      access-control = [ "0.0.0.0/0 allow" ];
      local-data = [ ''"www.example.org. A 192.0.2.9"'' ];
    };
  };
  environment.systemPackages = [ pkgs.dnsutils ];
}
