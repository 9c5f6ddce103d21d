config: {
  inherit (config.docker.internal) runOptions spec units;
  script = builtins.filter builtins.isString (
    builtins.split "\n" config.systemd.services.nix-docker-activation.script
  );
}
