config: {
  settings = builtins.fromJSON config.environment.etc."influxdb/influxdb.conf".source.text;
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
}
