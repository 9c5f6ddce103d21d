# Services that listen on one port. A service's module says on which it listens, for the image to expose it.
{
  config,
  lib,
  options,
  ...
}:

let
  ports = import ../../../container/ports.nix { inherit lib; };
  services = "${toString ../services}/";

  claimsOf =
    { file, value }:
    let
      name = lib.head (lib.splitString "/" (lib.removePrefix services (toString file)));
    in
    lib.optionals (lib.hasPrefix services (toString file)) (
      map (port: {
        inherit port;
        service = "services.${lib.removeSuffix ".nix" name}";
      }) (ports.expand value)
    );
in
{
  config.warnings = import ../../../container/same-port.nix { inherit lib; } (
    lib.concatMap claimsOf options.docker.internal.exposedPorts.definitionsWithLocations
  );
}
