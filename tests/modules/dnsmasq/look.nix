config: {
  warnings = builtins.filter (text: builtins.match "The option .*" text == null) config.warnings;
  lines = builtins.filter builtins.isString (
    builtins.split "\n+" config.services.dnsmasq.configFile.text
  );
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
}
