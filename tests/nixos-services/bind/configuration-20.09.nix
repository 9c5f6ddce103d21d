{ pkgs, ... }:
{
  services.bind = {
    enable = true;
    forwarders = [ ];
    zones = [
      {
        name = "example.org";
        master = true;
        file = pkgs.writeText "example.org.zone" ''
          $TTL 60
          @ IN SOA ns hostmaster 1 60 60 60 60
          @ IN NS ns
          ns IN A 192.0.2.1
          www IN A 192.0.2.7
        '';
      }
    ];
  };
  environment.systemPackages = [ pkgs.dnsutils ];
}
