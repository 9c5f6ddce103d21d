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
  text = lib.escapeShellArg;
in
{
  config.system.build.package =
    pkgs.runCommand "docker-run-${builtins.replaceStrings [ "/" ":" ] [ "-" "-" ] internal.name}" { }
      ''
        mkdir -p $out/sbin
        ln -s ${spec} $out/spec
        made=$(${internal.program}/bin/nix-docker image-tar ${spec} $out/image.tar)
        sed -e "s|@out@|$out|g" -e "s|@hash@|''${made%% *}|g" -e "s|@ids@|''${made#* }|g" \
          -e ${text "s|@options@|${lib.concatStringsSep " " internal.runOptions}|g"} \
          -e ${text "s|@name@|${internal.name}|g"} -e ${text "s|@tag@|${toString internal.tag}|g"} \
          ${./docker-run.sh} > $out/sbin/docker-run
        chmod 0555 $out/sbin/docker-run
      '';
}
