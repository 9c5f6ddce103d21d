config:
builtins.seq config.system.build.image {
  entered = config.docker.internal.units.units ? "nix-docker-passwords.service";
}
