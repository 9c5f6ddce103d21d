config: {
  inherit (config.docker.internal) spec units;
  script = builtins.filter builtins.isString (builtins.split "\n" config.systemd.services.nix-docker-activation.script);
}
