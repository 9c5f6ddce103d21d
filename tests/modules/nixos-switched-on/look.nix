config: {
  units = builtins.attrNames config.docker.internal.units.units;
  packages = map (package: package.name) config.environment.systemPackages;
}
