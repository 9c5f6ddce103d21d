config:
map (entry: "${entry.path}: ${builtins.substring 44 (-1) entry.target}") (
  builtins.filter (
    entry: builtins.match ".*/ca-(bundle|certificates).crt" entry.path != null
  ) config.docker.internal.rootfs.entries
)
