config: {
  script = builtins.filter builtins.isString (
    builtins.split "\n" config.systemd.services.nix-docker-activation.script
  );
  owned = builtins.filter (entry: entry.uid != 0) config.docker.internal.rootfs.entries;
  inherit (config.docker.internal.spec.config) User;
}
