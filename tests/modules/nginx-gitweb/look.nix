config:
let
  inherit (config.services) fcgiwrap nginx;
in
{
  instance = fcgiwrap.instances.gitweb;
  locations = builtins.mapAttrs (_: location: {
    inherit (location) alias extraConfig fastcgiParams;
  }) nginx.virtualHosts."example.org".locations;
}
