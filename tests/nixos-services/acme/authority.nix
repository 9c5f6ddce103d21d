# A certificate authority for tests: Pebble, at authority.test:14000. The root of what it issues is at :15000/roots/0.
{ pkgs, ... }:
{
  systemd.services.pebble = {
    wantedBy = [ "multi-user.target" ];
    environment = {
      PEBBLE_VA_NOSLEEP = "1";
      PEBBLE_WFE_NONCEREJECT = "0";
    };
    serviceConfig = {
      DynamicUser = true;
      ExecStart = "${pkgs.pebble}/bin/pebble -config ${
        pkgs.writeText "pebble.json" (
          builtins.toJSON {
            pebble = {
              listenAddress = "0.0.0.0:14000";
              managementListenAddress = "0.0.0.0:15000";
              certificate = "${./authority.pem}";
              privateKey = "${./authority.key}";
              httpPort = 80;
              tlsPort = 443;
            };
          }
        )
      }";
    };
  };
  docker.ports = [
    "14000/tcp"
    "15000/tcp"
  ];
}
