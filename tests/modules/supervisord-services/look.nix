config: {
  inherit (config.docker.internal.units) settings units;
  inherit (config.docker.internal.spec) buildScripts;
}
