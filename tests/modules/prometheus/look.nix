config: {
  inherit (config.docker.internal) notes;
  configuration = builtins.fromJSON config.environment.etc."prometheus/prometheus.yaml".source.text;
  ports = config.docker.internal.exposedPorts;
  users = builtins.attrNames config.users.users;
  inherit (config.systemd.services.alertmanager) preStart;
  inherit (config.docker.internal.units) units;
}
