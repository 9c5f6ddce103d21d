config: {
  prosody = builtins.filter builtins.isString (
    builtins.split "\n+" config.environment.etc."prosody/prosody.cfg.lua".source.text
  );
  ngircd = config.environment.etc."ngircd/ngircd.conf".source.text;
  ports = config.docker.internal.exposedPorts;
  essential = config.docker.internal.essentialUnits;
  inherit (config.docker.internal.units) units;
  prosodyStart = config.systemd.services.prosody.preStart;
  murmurStart = config.systemd.services.murmur.preStart;
}
