config: {
  env = config.docker.internal.spec.config.Env;
  files = builtins.filter (
    entry:
    builtins.elem entry.path [
      "/etc/pam/environment"
      "/etc/profile"
      "/etc/set-environment"
    ]
  ) config.docker.internal.rootfs.entries;
}
