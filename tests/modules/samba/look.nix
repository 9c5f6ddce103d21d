config: {
  lines = builtins.filter builtins.isString (
    builtins.split "\n+" config.environment.etc."samba/smb.conf".source.text
  );
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
}
