config: {
  units = builtins.attrNames config.docker.internal.units.units;
  ports = config.docker.internal.exposedPorts;
  packages = map (package: package.name) config.environment.systemPackages;
  etc = builtins.filter (name: config.environment.etc ? ${name}) [
    "droplet"
    "rescue"
    "ssh/sshd_config"
  ];
  notes = builtins.filter (
    note: builtins.match "note: .*docker.service.*" note != null
  ) config.docker.internal.notes;
}
