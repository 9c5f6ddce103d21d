# BIND with the directives that NixOS' module gives its unit: forking without a PID file, so that the main
# process has to be guessed, and rndc for reloading and stopping. The zone is that of samples/bind.nix, for
# the same client. One name differs: Debian's package brings an /etc/bind, and systemd gives the user a
# configuration directory only where there is none yet.
{ pkgs, ... }:

let
  named = "${pkgs.bind}/bin/named";
  rndc = "${pkgs.bind}/bin/rndc -k '/etc/named/rndc.key'";

  zone = pkgs.writeText "example.test.zone" ''
    $TTL 3600
    @    IN SOA ns hostmaster ( 1 7200 900 1209600 300 )
         IN NS  ns
    ns   IN A   192.0.2.53
    www  IN A   192.0.2.80
         IN TXT "served by nix-docker"
  '';

  conf = pkgs.writeText "named.conf" ''
    include "/etc/named/rndc.key";
    controls {
      inet 127.0.0.1 allow { localhost; } keys { "rndc-key"; };
    };
    options {
      listen-on { any; };
      listen-on-v6 { any; };
      allow-query-cache { 127.0.0.0/24; };
      directory "/run/named";
      pid-file "/run/named/named.pid";
      session-keyfile "/run/named/session.key";
    };
    zone "example.test" {
      type master;
      file "${zone}";
      allow-transfer { none; };
      allow-query { any; };
    };
  '';
in
{
  users.users.named = {
    isSystemUser = true;
    group = "named";
  };
  users.groups.named = { };

  environment.systemPackages = [ pkgs.bind ];

  systemd.services.bind = {
    description = "BIND Domain Name Server";
    wantedBy = [ "multi-user.target" ];
    after = [ "network.target" ];
    preStart = ''
      if ! [ -f /etc/named/rndc.key ]; then
        ${pkgs.bind}/bin/rndc-confgen -c /etc/named/rndc.key -a -A hmac-sha256 2> /dev/null
      fi
    '';
    serviceConfig = {
      Type = "forking";
      ExecStart = "${named}  -c ${conf} ";
      ExecReload = "${rndc} reload";
      ExecStop = "${rndc} stop";
      User = "named";
      RuntimeDirectory = "named";
      RuntimeDirectoryPreserve = "yes";
      ConfigurationDirectory = "named";
      CapabilityBoundingSet = "CAP_NET_BIND_SERVICE";
      AmbientCapabilities = "CAP_NET_BIND_SERVICE";
      NoNewPrivileges = true;
      # Noted by the init, and left to the container's own walls.
      ProtectSystem = "strict";
      ReadWritePaths = [ "/run/named" ];
      PrivateDevices = true;
      RestrictAddressFamilies = [ "AF_UNIX AF_INET AF_INET6 AF_NETLINK" ];
    };
  };
}
