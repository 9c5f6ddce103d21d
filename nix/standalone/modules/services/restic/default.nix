# Backups with restic, with the option names of NixOS: a unit and a timer, restic-backups-NAME, for each.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (config.services.restic) backups;

  word = value: if builtins.isBool value then lib.boolToString value else value;

  rcloneNamed =
    prefix: settings:
    lib.mapAttrs' (
      name: value:
      lib.nameValuePair (lib.toUpper (lib.replaceStrings [ "-" ] [ "_" ] "${prefix}${name}")) (word value)
    ) settings;

  environment =
    name: backup:
    {
      RESTIC_CACHE_DIR = "/var/cache/restic-backups-${name}";
      RESTIC_PASSWORD_FILE = backup.passwordFile;
      RESTIC_REPOSITORY = backup.repository;
      RESTIC_REPOSITORY_FILE = backup.repositoryFile;
      RESTIC_PROGRESS_FPS = if backup.progressFps == null then null else toString backup.progressFps;
      RCLONE_CONFIG = backup.rcloneConfigFile;
    }
    // lib.optionalAttrs (backup.rcloneOptions != null) (rcloneNamed "rclone_" backup.rcloneOptions)
    # "rclone:REMOTE:PATH"
    // lib.optionalAttrs (backup.rcloneConfig != null) (
      rcloneNamed "rclone_config_${lib.elemAt (lib.splitString ":" backup.repository) 1}_" backup.rcloneConfig
    );

  path =
    backup:
    [
      backup.package
      pkgs.openssh
    ]
    ++ lib.optional (lib.hasPrefix "rclone:" (toString backup.repository)) pkgs.rclone
    ++ [ "/usr" ];

  restic =
    backup:
    "${backup.package}/bin/restic${lib.concatMapStrings (one: " -o ${one}") backup.extraOptions}";

  ofFiles = backup: (backup.paths != null && backup.paths != [ ]) || backup.dynamicFilesFrom != null;

  # A script as a configuration gives it may begin with a `#!` of its own.
  run =
    name: text:
    if lib.hasPrefix "#!" text then pkgs.writeScript name text else pkgs.writeShellScript name text;

  service =
    name: backup:
    let
      command = restic backup;
      # What is kept is kept of each host, and a container's own name is another each time it is made.
      host = lib.optional (
        !lib.any (argument: builtins.match "(--host|-H)([ =].*)?" argument != null) backup.extraBackupArgs
      ) "--host ${config.networking.hostName}";
      includes = "/run/restic-backups-${name}/includes";
      whatFiles =
        lib.optional (
          backup.exclude != [ ]
        ) "--exclude-file=${pkgs.writeText "restic-exclude" (lib.concatStringsSep "\n" backup.exclude)}"
        ++ [ "--files-from=${includes}" ];
      steps = lib.filter (step: step != "") [
        (lib.optionalString (ofFiles backup || backup.command != [ ]) (
          lib.concatStringsSep " " (
            [
              command
              "backup"
            ]
            ++ host
            ++ backup.extraBackupArgs
            ++ lib.optionals (ofFiles backup) whatFiles
            ++ lib.optionals (backup.command != [ ]) ([ "--stdin-from-command=true --" ] ++ backup.command)
          )
        ))
        (lib.optionalString (backup.pruneOpts != [ ]) "${command} unlock")
        (lib.optionalString (
          backup.pruneOpts != [ ]
        ) "${command} forget --prune ${lib.concatStringsSep " " backup.pruneOpts}")
        (lib.optionalString backup.runCheck "${command} check ${lib.concatStringsSep " " backup.checkOpts}")
      ];
    in
    {
      description = "Backup of ${name} with restic";
      wants = [ "network-online.target" ];
      after = [ "network-online.target" ];
      path = path backup;
      environment = environment name backup;

      preStart =
        lib.optionalString (backup.backupPrepareCommand != null) ''
          ${run "restic-prepare" backup.backupPrepareCommand}
        ''
        + lib.optionalString backup.initialize ''
          ${command} cat config > /dev/null || ${command} init
        ''
        + lib.optionalString (ofFiles backup) ''
          {
            ${lib.optionalString (backup.paths != null) "printf '%s\\n' ${lib.escapeShellArgs backup.paths}"}
            ${lib.optionalString (
              backup.dynamicFilesFrom != null
            ) "${run "restic-files" backup.dynamicFilesFrom}"}
          } > ${includes}
        '';

      postStop =
        lib.optionalString (backup.backupCleanupCommand != null) ''
          ${run "restic-cleanup" backup.backupCleanupCommand}
        ''
        + lib.optionalString (ofFiles backup) "rm -f ${includes}";

      serviceConfig = {
        Type = "oneshot";
        ExecStart = steps;
        User = backup.user;
        RuntimeDirectory = "restic-backups-${name}";
        CacheDirectory = "restic-backups-${name}";
        CacheDirectoryMode = "0700";
        PrivateTmp = true;
        EnvironmentFile = lib.mkIf (backup.environmentFile != null) backup.environmentFile;
      };
    };

  wrapper =
    name: backup:
    pkgs.writeShellScriptBin "restic-${name}" ''
      set -a
      ${lib.optionalString (
        backup.environmentFile != null
      ) "source ${lib.escapeShellArg backup.environmentFile}"}
      ${lib.concatStringsSep "\n" (
        lib.mapAttrsToList (variable: value: "${variable}=${lib.escapeShellArg (toString value)}") (
          lib.filterAttrs (_: value: value != null) (environment name backup)
        )
      )}
      exec ${restic backup} "$@"
    '';
in
{
  options.services.restic.backups = lib.mkOption {
    type = lib.types.attrsOf (lib.types.submodule (import ./options.nix { inherit lib pkgs; }));
    default = { };
    example = lib.literalExpression ''
      {
        data = {
          paths = [ "/var/lib" ];
          repository = "sftp:backup@backup.example.org:/backups/web";
          passwordFile = "/run/secrets/restic";
          initialize = true;
          pruneOpts = [ "--keep-daily 7" ];
        };
      }
    '';
    description = "Backups with restic, by name.";
  };

  config = lib.mkIf (backups != { }) {
    assertions = lib.concatLists (
      lib.mapAttrsToList (name: backup: [
        {
          assertion =
            (backup.repository == null) != (backup.repositoryFile == null) || backup.environmentFile != null;
          message = "services.restic.backups.${name}: set repository or repositoryFile, one of both, or environmentFile.";
        }
        {
          assertion = backup.passwordFile != null || backup.environmentFile != null;
          message = "services.restic.backups.${name}: set passwordFile, or environmentFile with RESTIC_PASSWORD.";
        }
        {
          assertion = backup.command == [ ] || !ofFiles backup;
          message = "services.restic.backups.${name}: set command or paths, not both.";
        }
        {
          assertion = backup.command == [ ] || lib.versionAtLeast (lib.getVersion backup.package) "0.17";
          message = "services.restic.backups.${name}.command takes restic 0.17, and this is ${lib.getVersion backup.package}: write the output to a file in backupPrepareCommand, and name the file in paths.";
        }
      ]) backups
    );

    environment.systemPackages =
      lib.unique (map (backup: backup.package) (lib.attrValues backups))
      ++ lib.mapAttrsToList wrapper (lib.filterAttrs (_: backup: backup.createWrapper) backups);

    systemd.services = lib.mapAttrs' (
      name: backup: lib.nameValuePair "restic-backups-${name}" (service name backup)
    ) backups;

    systemd.timers = lib.mapAttrs' (
      name: backup:
      lib.nameValuePair "restic-backups-${name}" {
        wantedBy = [ "timers.target" ];
        inherit (backup) timerConfig;
      }
    ) (lib.filterAttrs (_: backup: backup.timerConfig != null) backups);
  };
}
