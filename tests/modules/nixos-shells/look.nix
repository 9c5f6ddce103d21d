config:
builtins.listToAttrs (
  map
    (path: {
      name = path;
      value =
        (builtins.head (builtins.filter (entry: entry.path == path) config.docker.internal.rootfs.entries))
        .text;
    })
    [
      "/etc/bash.bashrc"
      "/etc/bashrc"
      "/etc/profile"
    ]
)
// {
  ofSsh = builtins.filter (path: builtins.match "/etc/ssh/.*" path != null) (
    map (entry: entry.path) config.docker.internal.rootfs.entries
  );
}
