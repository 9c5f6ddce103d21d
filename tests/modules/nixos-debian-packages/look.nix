config: {
  facts = builtins.fromJSON config.environment.etc.facts.text;
  start =
    builtins.match ".*-nginx-0/bin/nginx" (builtins.unsafeDiscardStringContext config.docker.internal.units.units."nginx.service".Service.ExecStart)
    != null;
  # What is changed for Debian's program does not bring a unit that every NixOS has.
  logrotate = config.docker.internal.units.units ? "logrotate.service";
}
