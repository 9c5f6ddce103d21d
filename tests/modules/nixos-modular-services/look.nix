config:
let
  inherit (config.docker.internal) units rootfs;
  withoutPath =
    unit:
    if unit ? Service then unit // { Service = removeAttrs unit.Service [ "Environment" ]; } else unit;
in
{
  inherit (units) settings;
  units = builtins.mapAttrs (_: withoutPath) units.units;
  files = map (entry: entry.path) (
    builtins.filter (entry: builtins.match "/etc/system-services/.*" entry.path != null) rootfs.entries
  );
}
