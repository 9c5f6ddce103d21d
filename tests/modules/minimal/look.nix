config: {
  inherit (config.docker.internal.spec.config) Env;
  etc = builtins.attrNames config.environment.etc;
  joined = map toString config.docker.internal.joined;
}
