config: {
  lines = builtins.filter builtins.isString (
    builtins.split "\n+" config.environment.etc."haproxy.cfg".source.text
  );
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
}
