config: {
  lines = builtins.filter (line: builtins.isString line && builtins.match " *" line == null) (
    builtins.split "\n" config.services.bind.configFile.text
  );
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
}
