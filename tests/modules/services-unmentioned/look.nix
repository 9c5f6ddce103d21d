config: {
  inherit (config.docker) labels;
  units = builtins.attrNames config.docker.internal.units.units;
}
