config: {
  ports = config.docker.internal.spec.config.ExposedPorts;
  inherit (config.docker.internal.units) tmpfiles;
  conf = builtins.filter builtins.isString (
    builtins.split "\n" config.services.httpd.configFile.text
  );
}
