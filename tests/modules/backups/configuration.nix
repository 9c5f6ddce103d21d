{ pkgs, ... }:
{
  networking.hostName = "web";

  services.borgbackup.jobs.data = {
    paths = "/var/lib";
    exclude = [ "*/.cache" ];
    repo = "ssh://borg@backup.example.org/./web";
    encryption = {
      mode = "repokey-blake2";
      passCommand = "cat /run/secrets/borg";
    };
    environment.BORG_RSH = "ssh -i /run/secrets/key";
    compression = "auto,zstd";
    extraCreateArgs = [
      "--stats"
      "--comment=a b"
    ];
    failOnWarnings = false;
    startAt = "weekly";
    persistentTimer = true;
    prune.keep = {
      within = "1d";
      daily = 7;
    };
    postHook = "echo $exitStatus";
  };
  services.borgbackup.jobs.dump = {
    dumpCommand = "/data/dump";
    repo = "/data/borg";
    user = "shop";
    group = "shop";
    encryption.mode = "none";
    doInit = false;
    startAt = [ ];
    wrapper = null;
  };
  users.users.shop = {
    isSystemUser = true;
    group = "shop";
  };
  users.groups.shop = { };

  services.borgbackup.repos.laptop = {
    path = "/data/laptop";
    authorizedKeys = [ "ssh-ed25519 AAAA full" ];
    authorizedKeysAppendOnly = [ "ssh-ed25519 AAAA adds" ];
    quota = "100G";
  };

  services.restic.backups.data = {
    paths = [ "/var/lib" ];
    exclude = [ "*.tmp" ];
    dynamicFilesFrom = "ls -d /home/*";
    repository = "rclone:shelf:web";
    rcloneOptions.drive-use-trash = true;
    rcloneConfigFile = "/run/secrets/rclone.conf";
    passwordFile = "/run/secrets/restic";
    environmentFile = "/run/secrets/restic.env";
    initialize = true;
    extraOptions = [ "rclone.connections=2" ];
    extraBackupArgs = [ "--one-file-system" ];
    pruneOpts = [ "--keep-daily 7" ];
    checkOpts = [ "--with-cache" ];
    backupPrepareCommand = "touch /var/lib/mark";
    backupCleanupCommand = "rm /var/lib/mark";
    timerConfig.OnCalendar = "00:05";
  };

  services.postgresql.enable = true;
  services.postgresqlBackup = {
    enable = true;
    startAt = "hourly";
    compression = "zstd";
    compressionLevel = 12;
  };

  services.mysql = {
    enable = true;
    package = pkgs.mariadb;
  };
  services.mysqlBackup = {
    enable = true;
    databases = [
      "blog"
      "shop"
    ];
    singleTransaction = [ "shop" ];
    compressionAlg = "xz";
  };

  services.logrotate.settings = {
    header.dateext = true;
    header.rotate = 8;
    "/var/log/shop/*.log" = {
      frequency = "daily";
      compress = true;
      missingok = false;
      create = "0640 shop shop";
      postrotate = "systemctl reload shop";
    };
    two = {
      files = [
        "/a.log"
        "/b.log"
      ];
      priority = 500;
      size = 1000;
    };
    never = {
      enable = false;
      rotate = 1;
    };
  };
}
