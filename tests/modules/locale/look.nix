config: {
  inherit (config.docker.internal.spec.config) Env;
  unit = builtins.filter (
    line: builtins.match "PATH=.*" line == null
  ) config.docker.internal.units.units."shop.service".Service.Environment;
}
