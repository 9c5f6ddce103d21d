config: {
  lines = builtins.filter builtins.isString (
    builtins.split "\n+" config.environment.etc."caddy/caddy_config".source.text
  );
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
}
