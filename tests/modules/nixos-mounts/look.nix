config: {
  mounts = builtins.removeAttrs config.docker.internal.units.units [ "shop.service" ];
  leftOut = builtins.filter (
    unit: builtins.match ".*mount.*" unit.name != null
  ) config.docker.internal.leftOut;
}
