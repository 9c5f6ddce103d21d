config: {
  inherit (config.services.phpfpm.pools.site) socket;
  inherit (config.docker.internal) essentialUnits;
  inherit (config.docker.internal.units) units;
}
