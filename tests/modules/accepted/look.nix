config: {
  inherit (config.docker.internal) notes;
  inherit (config.environment.variables) EDITOR;
  units = builtins.attrNames config.docker.internal.units.units;
  image = builtins.seq config.system.build.image true;
}
