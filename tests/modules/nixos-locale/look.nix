config:
let
  inherit (config.docker) internal;
in
{
  env = internal.spec.config.Env;
  service = builtins.filter (
    line: builtins.match "PATH=.*" line == null
  ) internal.units.units."shop.service".Service.Environment;
  etc = builtins.filter (
    entry:
    builtins.elem entry.path [
      "/etc/localtime"
      "/etc/set-environment"
      "/etc/zoneinfo"
    ]
  ) internal.rootfs.entries;
  locale = config.environment.etc."locale.conf".text;
}
