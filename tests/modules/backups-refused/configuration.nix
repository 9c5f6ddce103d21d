{
  services.borgbackup.jobs.data = {
    repo = "host:repo";
    encryption.mode = "repokey";
    removableDevice = true;
  };
  services.borgbackup.repos.shelf = { };
  services.restic.backups.data = {
    paths = [ "/data" ];
    command = [ "pg_dumpall" ];
  };
  services.postgresqlBackup = {
    enable = true;
    compressionLevel = 12;
  };
  services.mysqlBackup = {
    enable = true;
    compressionLevel = 10;
    singleTransaction = [ "blog" ];
  };
}
