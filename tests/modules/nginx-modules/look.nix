config: {
  lines = builtins.filter builtins.isString (
    builtins.split "\n+" config.environment.etc."nginx/nginx.conf".source.text
  );
  ports = config.docker.internal.exposedPorts;
  unit = config.docker.internal.units.units."nginx.service";
}
