config:
let
  text = name: builtins.filter builtins.isString (builtins.split "\n+" files.${name}.text);
  files = import ../../../nix/standalone/modules/services/postfix/files.nix {
    lib = import ../../../nix/standalone/lib;
    pkgs.writeText = _: text: { inherit text; };
    cfg = config.services.postfix;
  };
in
{
  main = text "main";
  master = text "master";
  aliases = files.aliasFiles.aliases.text;
  maps = builtins.mapAttrs (_: file: file.text) files.mapFiles;
  ports = config.docker.internal.exposedPorts;
  wrappers = builtins.attrNames config.security.wrappers;
  inherit (config.systemd.services.postfix-setup) script;
  units = builtins.removeAttrs config.docker.internal.units.units [ "nix-docker-wrappers.service" ];
}
