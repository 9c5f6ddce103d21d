config: {
  settings = builtins.mapAttrs (_: server: server.settings) config.services.redis.servers;
  ports = config.docker.internal.exposedPorts;
  essential = config.docker.internal.essentialUnits;
  inherit (config.docker.internal.units) units;
}
