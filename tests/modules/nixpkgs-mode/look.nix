config: {
  inherit (config.docker.internal.units) settings;
  links = builtins.listToAttrs (
    map (entry: {
      name = entry.path;
      value = entry.target;
    }) (builtins.filter (entry: entry.type == "symlink") config.docker.internal.rootfs.entries)
  );
}
