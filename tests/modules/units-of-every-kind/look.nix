config: {
  inherit (config.docker.internal.units) units tmpfiles;
  users = builtins.filter builtins.isString (
    builtins.split "\n"
      (builtins.head (
        builtins.filter (entry: entry.path == "/etc/passwd") config.docker.internal.rootfs.entries
      )).text
  );
}
