config: {
  facts = builtins.fromJSON config.environment.etc.facts.text;
  start =
    builtins.match ".*-nginx-0/bin/nginx" (
      builtins.unsafeDiscardStringContext
        config.docker.internal.units.units."nginx.service".Service.ExecStart
    ) != null;
  # Modules that are packages of their own.
  loaded = map builtins.head (
    builtins.filter builtins.isList (
      builtins.split
        "include /nix/store/[^/]*-debian-missing-(libnginx-mod-[a-z-]+)/share/nginx/modules-available/[*].conf;"
        (builtins.unsafeDiscardStringContext config.environment.etc."nginx/start.conf".text)
    )
  );
  # What is changed for Debian's program does not bring a unit that every NixOS has.
  logrotate = config.docker.internal.units.units ? "logrotate.service";
}
