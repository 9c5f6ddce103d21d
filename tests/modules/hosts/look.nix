config: {
  inherit (config.systemd.services.nix-docker-hosts) script;
  unit = removeAttrs config.docker.internal.units.units."nix-docker-hosts.service" [ "Service" ];
  inImage = builtins.filter (entry: entry.path == "/etc/hosts") config.docker.internal.rootfs.entries;
}
