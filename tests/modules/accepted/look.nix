config: {
  inherit (config.docker.internal) notes;
  ports = config.networking.firewall.allowedTCPPorts;
  inherit (config.environment.variables) EDITOR;
  units = builtins.attrNames config.docker.internal.units.units;
  image = builtins.seq config.system.build.image true;
}
