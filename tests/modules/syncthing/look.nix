config: {
  told = builtins.filter builtins.isString (
    builtins.split "\n+" config.systemd.services.syncthing-init.script
  );
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
}
