config:
builtins.seq config.system.build.image (
  builtins.filter (entry: entry.path == "/etc/passwd") config.docker.internal.rootfs.entries
)
