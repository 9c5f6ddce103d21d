config: { units = builtins.attrNames config.docker.internal.units.units; }
