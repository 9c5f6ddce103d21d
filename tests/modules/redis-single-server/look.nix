config: {
  inherit (config.services.redis.servers."") enable port bind;
  units = builtins.attrNames config.docker.internal.units.units;
}
