config: {
  env = config.docker.internal.spec.config.Env;
  files = builtins.filter (
    entry: entry.path == "/etc/profile" || entry.path == "/etc/set-environment"
  ) config.docker.internal.rootfs.entries;
}
