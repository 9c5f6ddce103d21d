config: {
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
}
