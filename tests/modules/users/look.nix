config:
builtins.seq config.system.build.image {
  entries = builtins.filter (
    entry:
    builtins.elem entry.path [
      "/etc/passwd"
      "/etc/group"
      "/etc/shadow"
      "/home/alice"
      "/srv/zef"
    ]
  ) config.docker.internal.rootfs.entries;
  inherit (config.docker.internal.units) tmpfiles;
}
