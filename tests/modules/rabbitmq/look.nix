config: {
  lines = builtins.filter builtins.isString (
    builtins.split "\n+" config.environment.etc."rabbitmq/rabbitmq-env.conf".source.text
  );
  inherit (config.services.rabbitmq) configItems plugins;
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
}
