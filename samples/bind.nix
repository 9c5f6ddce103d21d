# A name server for a zone of its own.  Clients on the container's loopback
# interface can ask it for everything; all others get the zone, and a refusal
# for the names of others.
#
#   nix-docker -b -t my-bind samples/bind.nix
#   docker run -d -p 5353:53/udp -p 5353:53/tcp my-bind
#   dig -p 5353 @localhost www.example.test
#   dig -p 5353 @localhost www.debian.org
{ pkgs, ... }:

{
  services.bind = {
    enable = true;
    # Docker's own resolver.
    forwarders = [ "127.0.0.11" ];
    cacheNetworks = [ "127.0.0.0/24" ];

    zones."example.test" = {
      master = true;
      file = pkgs.writeText "example.test.zone" ''
        $TTL 3600
        @    IN SOA ns hostmaster ( 1 7200 900 1209600 300 )
             IN NS  ns
        ns   IN A   192.0.2.53
        www  IN A   192.0.2.80
             IN TXT "served by nix-docker"
      '';
    };
  };
}
