config: {
  inherit (config.environment.etc.crontab) text mode;
  inherit (config.docker.internal.units) units;
}
