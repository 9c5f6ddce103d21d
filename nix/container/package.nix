# The host-mounted package: sbin/docker-run, and the metadata-only image that it loads.
#
# image.tar names the spec's store paths, and the link to the spec keeps them: the package's closure is
# all that the container runs, so that copying the package to another host is enough.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (config.docker) internal;
  spec = config.system.build.image;
in
{
  config.system.build.package =
    pkgs.runCommand "docker-run-${builtins.replaceStrings [ "/" ":" ] [ "-" "-" ] internal.name}" { }
      ''
        mkdir -p $out/sbin
        ln -s ${spec} $out/spec
        made=$(${internal.program}/bin/nix-docker image-tar ${spec} $out/image.tar)
        ${internal.program}/bin/nix-docker fill-in ${./docker-run.sh} $out/sbin/docker-run out "$out" \
          hash "''${made%% *}" ids "''${made#* }" ${
            lib.escapeShellArgs [
              "options"
              (lib.concatStringsSep " " internal.runOptions)
              "name"
              internal.name
              "tag"
              (toString internal.tag)
            ]
          }
        chmod 0555 $out/sbin/docker-run
      '';
}
