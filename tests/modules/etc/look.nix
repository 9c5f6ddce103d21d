config:
builtins.filter (
  entry: builtins.substring 0 4 entry.path == "/etc"
) config.docker.internal.rootfs.entries
