config: {
  inherit (config.environment.etc."caddy/caddy_config".source) text;
  ports = config.docker.internal.exposedPorts;
  unit = config.docker.internal.units.units."caddy.service";
}
