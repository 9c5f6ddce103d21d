config:
builtins.listToAttrs (
  map
    (path: {
      name = path;
      value = (builtins.head (builtins.filter (entry: entry.path == path) config.docker.internal.rootfs.entries)).text;
    })
    [
      "/etc/bash.bashrc"
      "/etc/bashrc"
      "/etc/profile"
    ]
)
