config: {
  radicale = config.environment.etc."radicale/config".source.text;
  inherit (config.services.transmission) settings;
  ports = config.docker.internal.exposedPorts;
  essential = config.docker.internal.essentialUnits;
  inherit (config.docker.internal.units) units;
}
