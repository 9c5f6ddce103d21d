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
        read -r hash ids <<< "$made"
        substitute ${./docker-run.sh} $out/sbin/docker-run --subst-var out --subst-var hash --subst-var ids \
          --subst-var-by options ${text (lib.concatStringsSep " " internal.runOptions)} \
          --subst-var-by name ${text internal.name} --subst-var-by tag ${text (toString internal.tag)}
        chmod 0555 $out/sbin/docker-run
      '';
}
