config:
let
  inherit (config.docker) internal;
  entry = path: builtins.filter (entry: entry.path == path) internal.rootfs.entries;
  conf = (builtins.head (entry "/etc/dbus-1/system.conf")).text;
  withoutPath =
    unit:
    if unit ? Service then unit // { Service = removeAttrs unit.Service [ "Environment" ]; } else unit;
  accounts = builtins.filter (line: builtins.match "messagebus:.*" line != null) (
    builtins.filter builtins.isString (builtins.split "\n" (builtins.head (entry "/etc/passwd")).text)
  );
in
{
  inherit (internal.units) settings;
  units = builtins.mapAttrs (_: withoutPath) internal.units.units;
  inherit accounts;
  leftOut = builtins.filter (unit: builtins.match "dbus.*" unit.name != null) internal.leftOut;
  packages = map (package: package.name) config.environment.systemPackages;
  policies = builtins.filter (line: builtins.match ".*dir>/.*" line != null) (
    builtins.filter builtins.isString (builtins.split "\n" conf)
  );
}
