# What people set of PostgreSQL.
{
  config,
  pkgs,
  lib,
  ...
}:
{
  services.postgresql = {
    enable = true;
    package = pkgs.postgresql;
    enableTCPIP = true;
    ensureDatabases = [ "app" ];
    ensureUsers = [
      {
        name = "app";
        ensureDBOwnership = true;
        ensureClauses.login = true;
      }
    ];
    authentication = lib.mkOverride 10 "local all all trust\nhost all all 127.0.0.1/32 trust";
    identMap = "m root postgres";
    settings = {
      max_connections = 50;
      shared_buffers = "64MB";
      log_statement = "all";
    };
    initialScript = pkgs.writeText "init.sql" "create role x;";
    initdbArgs = [ "--data-checksums" ];
    extensions =
      ps: with ps; [
        postgis
        pgvector
        pg_cron
      ];
  };
  services.postgresqlBackup = {
    enable = true;
    databases = [ "app" ];
    startAt = "*-*-* 01:15:00";
    compression = "zstd";
  };
  systemd.services.app = {
    requires = [ "postgresql.service" ];
    after = [ "postgresql.service" ];
    wantedBy = [ "multi-user.target" ];
    path = [ config.services.postgresql.package ];
    serviceConfig.User = "app";
    script = "psql -h /run/postgresql app -c 'select 1'; sleep infinity";
  };
  users.users.app = {
    isSystemUser = true;
    group = "app";
  };
  users.groups.app = { };
  environment.etc.share.source = "${config.services.postgresql.package}/share";
}
