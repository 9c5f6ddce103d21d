config:
let
  inherit (config.systemd) services;
  units = config.docker.internal.units.units;
  ours = builtins.filter (
    name: builtins.match "(borg|restic|postgresqlB|mysql-|logr).*" name != null
  ) (builtins.attrNames units);
  lines = text: builtins.filter builtins.isString (builtins.split "\n+ *" text);
in
{
  data = lines services.borgbackup-job-data.script;
  dump = lines services.borgbackup-job-dump.script;
  inherit (config.users.users.borg.openssh.authorizedKeys) keys;
  restic = map lines [
    services.restic-backups-data.preStart
    services.restic-backups-data.postStop
  ];
  postgresql = lines services.postgresqlBackup.script;
  mysql = lines services.mysql-backup.script;
  inherit (config.services.mysql) ensureUsers;
  logrotate = lines config.services.logrotate.configFile.text;
  units = builtins.listToAttrs (
    map (name: {
      inherit name;
      value = units.${name};
    }) ours
  );
}
