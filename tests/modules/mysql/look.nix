config: {
  lines = builtins.filter builtins.isString (
    builtins.split "\n+" config.environment.etc."my.cnf".source.text
  );
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
  inherit (config.systemd.services.mysql) preStart postStart;
}
