# The stand-alone image as a package: sbin/docker-load puts it into the Docker daemon. It is for those who build
# with Nix alone.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (config.docker) internal;
  image = if internal.tag == null then internal.name else "${internal.name}:${internal.tag}";
in
{
  config.system.build.loader =
    pkgs.runCommand "docker-load-${lib.replaceStrings [ "/" ":" ] [ "-" "-" ] internal.name}" { }
      ''
        mkdir -p $out/sbin
        ln -s ${config.system.build.image} $out/spec
        printf '#!/bin/sh\nexec %s load-image %s "''${1:-%s}"\n' \
          ${internal.program}/bin/nix-docker $out/spec ${lib.escapeShellArg image} > $out/sbin/docker-load
        chmod 0555 $out/sbin/docker-load
      '';
}
