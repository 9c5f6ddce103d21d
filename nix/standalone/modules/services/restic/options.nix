# The options of one backup of `services.restic`.
{ lib, pkgs }:
{ name, config, ... }:
let
  inherit (lib) mkOption types;
  inherit (import ../../short-options.nix { inherit lib; }) option orNull;

  text = orNull types.str;
  words = option (types.listOf types.str) [ ];
  file = orNull types.path;
  rclone = orNull (types.attrsOf (types.either types.str types.bool));
in
{
  options = {
    package = lib.mkPackageOption pkgs "restic" { };

    repository = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "sftp:backup@backup.example.org:/backups/web";
      description = "Where to.";
    };
    repositoryFile = file "File of the container that says where to.";
    initialize = option types.bool false "Whether the repository is made if it is not there.";

    passwordFile = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "/run/secrets/restic";
      description = "File of the container with the repository's password.";
    };
    environmentFile = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "/run/secrets/restic.env";
      description = "File of the container with environment variables: credentials of a store, RESTIC_PASSWORD and the like.";
    };

    paths = mkOption {
      type = types.nullOr (types.listOf types.str);
      default = [ ];
      example = [ "/var/lib" ];
      description = "What is backed up.";
    };
    dynamicFilesFrom = text "A script that prints further paths.";
    command = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "pg_dumpall" ];
      description = "A command whose output is backed up instead. It takes restic 0.17.";
    };
    exclude = words "Patterns of what is not backed up.";

    user = option types.str "root" "User that the backup runs as.";

    timerConfig = mkOption {
      type = types.nullOr (types.attrsOf types.anything);
      default = {
        OnCalendar = "daily";
        Persistent = true;
      };
      example = {
        OnCalendar = "00:05";
        RandomizedDelaySec = "5h";
      };
      description = "When the backup runs, see systemd.timer(5); null is never by itself.";
    };

    pruneOpts = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "--keep-daily 7" ];
      description = "Which snapshots are kept after each run; nothing keeps all.";
    };
    checkOpts = words "Arguments of the check of the repository.";
    runCheck = mkOption {
      type = types.bool;
      default = config.checkOpts != [ ];
      defaultText = lib.literalExpression "checkOpts != [ ]";
      description = "Whether the repository is checked after each run.";
    };

    backupPrepareCommand = text "A script that runs before the backup.";
    backupCleanupCommand = text "A script that runs after it, also after a failure.";

    extraBackupArgs = words "Further arguments of `restic backup`.";
    extraOptions = words "Options of restic's kinds of repositories: `sftp.command='ssh …'`.";

    rcloneOptions = rclone "Options of rclone, where the repository is one of rclone's.";
    rcloneConfig = rclone "The remote's configuration; passwords belong into rcloneConfigFile.";
    rcloneConfigFile = file "File of the container with rclone's configuration.";

    createWrapper =
      option types.bool true
        "Whether there is a program restic-NAME, which knows the repository and its password.";
    progressFps =
      option (types.nullOr types.number) null
        "How often progress is said, in times a second.";
    inhibitsSleep = option types.bool false "Accepted: a container does not sleep.";
  };
}
