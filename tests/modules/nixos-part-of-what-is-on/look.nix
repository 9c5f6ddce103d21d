config: {
  units = builtins.attrNames config.docker.internal.units.units;
  sudoers = config.environment.etc.sudoers.text;
}
