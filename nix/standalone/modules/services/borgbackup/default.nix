# Backups with borg, with the option names of NixOS: a unit and a timer, borgbackup-job-NAME, for each job.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.borgbackup;

  isLocal =
    repo: lib.hasPrefix "/" repo || lib.hasPrefix "." repo || builtins.match ".*:.*" repo == null;

  variables =
    job:
    {
      BORG_REPO = job.repo;
    }
    // lib.optionalAttrs (job.encryption.passphrase != null) {
      BORG_PASSPHRASE = job.encryption.passphrase;
    }
    // lib.optionalAttrs (job.encryption.passCommand != null) {
      BORG_PASSCOMMAND = job.encryption.passCommand;
    }
    // job.environment;

  lines = list: lib.concatMapStrings (line: "${line}\n") list;

  baseName =
    job: lib.optionalString (job.archiveBaseName != null) "${lib.escapeShellArg job.archiveBaseName}-";

  # What import-tar is given it takes all of.
  choices =
    job:
    lib.optionalString (job.createCommand == "create") (
      "--exclude-from ${pkgs.writeText "borg-exclude" (lines job.exclude)} "
      + "--patterns-from ${pkgs.writeText "borg-patterns" (lines job.patterns)}"
    );

  keep = lib.mapAttrsToList (unit: number: "--keep-${unit}=${toString number}");

  script =
    job:
    ''
      ${lib.concatStringsSep "\n" (
        lib.mapAttrsToList (name: words: "${name}=(${words})") {
          inherit (job)
            extraArgs
            extraInitArgs
            extraCreateArgs
            extraPruneArgs
            extraCompactArgs
            ;
        }
      )}
      archiveName=${baseName job}$(date ${job.dateFormat})
      archiveSuffix=${lib.optionalString job.appendFailedSuffix ".failed"}

      atEnd() {
        exitStatus=$?
        ${job.postHook}
        exit $exitStatus
      }
      trap atEnd EXIT

      # Its warnings are 1, and from 100 to 127.
      borgWrapper() {
        local status=0
        borg "$@" || status=$?
        ${lib.optionalString (!job.failOnWarnings) ''
          if [ $status = 1 ] || { [ $status -ge 100 ] && [ $status -le 127 ]; }; then
            echo "borg has warned: $status"
            status=0
          fi
        ''}
        return $status
      }

      ${job.preHook}
    ''
    + lib.optionalString job.doInit ''
      if ! borgWrapper list "''${extraArgs[@]}" > /dev/null; then
        borgWrapper init "''${extraArgs[@]}" --encryption ${job.encryption.mode} "''${extraInitArgs[@]}"
        ${job.postInit}
      fi
    ''
    + ''
      (
        set -o pipefail
        ${lib.optionalString (job.dumpCommand != null) "${lib.escapeShellArg job.dumpCommand} |"} \
          borgWrapper ${job.createCommand} "''${extraArgs[@]}" --compression ${job.compression} \
          ${choices job} \
          "''${extraCreateArgs[@]}" "::$archiveName$archiveSuffix" \
          ${if job.paths == null then "-" else lib.escapeShellArgs job.paths}
      )
    ''
    + lib.optionalString job.appendFailedSuffix ''
      borgWrapper rename "''${extraArgs[@]}" "::$archiveName$archiveSuffix" "$archiveName"
    ''
    + job.postCreate
    + lib.optionalString (job.prune.keep != { }) ''

      borgWrapper prune "''${extraArgs[@]}" ${lib.concatStringsSep " " (keep job.prune.keep)} \
        ${
          lib.optionalString (
            job.prune.prefix != null
          ) "--glob-archives ${lib.escapeShellArg "${job.prune.prefix}*"}"
        } "''${extraPruneArgs[@]}"
      borgWrapper compact "''${extraArgs[@]}" "''${extraCompactArgs[@]}"
      ${job.postPrune}
    '';

  # Run as root: a directory on a fresh volume belongs to root.
  makeRepo =
    name: job:
    pkgs.writeShellScript "borgbackup-job-${name}-repo" ''
      set -eu
      mkdir -p ${lib.escapeShellArg job.repo}
      chown ${job.user}:${job.group} ${lib.escapeShellArg job.repo}
    '';

  service = name: job: {
    description = "Backup of ${name} with borg";
    path = [
      cfg.package
      pkgs.openssh
      "/usr"
    ];
    environment = variables job;
    script = script job;
    unitConfig.RequiresMountsFor = lib.mkIf (isLocal job.repo) [ job.repo ];
    serviceConfig = {
      User = job.user;
      Group = job.group;
      CPUSchedulingPolicy = "idle";
      IOSchedulingClass = "idle";
      PrivateTmp = job.privateTmp;
      ExecStartPre = lib.mkIf (isLocal job.repo && !job.removableDevice) [ "+${makeRepo name job}" ];
    };
  };

  wrapper =
    job:
    pkgs.writeShellScriptBin job.wrapper ''
      ${lib.concatStringsSep "\n" (
        lib.mapAttrsToList (name: value: "export ${name}=${lib.escapeShellArg value}") (variables job)
      )}
      exec ${cfg.package}/bin/borg "$@"
    '';
in
{
  imports = [ ./repos.nix ];

  options.services.borgbackup = {
    package = lib.mkPackageOption pkgs "borgbackup" { };

    jobs = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule (
          import ./options.nix {
            inherit lib;
            inherit (config.networking) hostName;
          }
        )
      );
      default = { };
      example = lib.literalExpression ''
        {
          data = {
            paths = [ "/var/lib" ];
            repo = "ssh://borg@backup.example.org/./web";
            encryption = {
              mode = "repokey-blake2";
              passCommand = "cat /run/secrets/borg";
            };
            environment.BORG_RSH = "ssh -i /run/secrets/backup-key";
            prune.keep.daily = 7;
          };
        }
      '';
      description = "Backups with borg, by name.";
    };
  };

  config = lib.mkIf (cfg.jobs != { }) {
    assertions = lib.concatLists (
      lib.mapAttrsToList (name: job: [
        {
          assertion =
            job.encryption.mode == "none"
            || job.encryption.passCommand != null
            || job.encryption.passphrase != null;
          message = "services.borgbackup.jobs.${name}.encryption: set passCommand, which prints the passphrase, or mode = \"none\".";
        }
        {
          assertion = (job.paths == null) != (job.dumpCommand == null);
          message = "services.borgbackup.jobs.${name}: set paths or dumpCommand, one of both.";
        }
        {
          assertion =
            job.createCommand == "create" || job.dumpCommand != null && job.exclude ++ job.patterns == [ ];
          message = "services.borgbackup.jobs.${name}: createCommand = \"import-tar\" takes what dumpCommand prints, and all of it: no exclude, no patterns.";
        }
        {
          assertion = !job.removableDevice || isLocal job.repo;
          message = "services.borgbackup.jobs.${name}: removableDevice is for a repository that is a path, not ${job.repo}.";
        }
      ]) cfg.jobs
    );

    warnings = lib.concatLists (
      lib.mapAttrsToList (
        name: job:
        lib.optional (job.encryption.passphrase != null)
          "services.borgbackup.jobs.${name}: the passphrase is in the image, readable for everyone who has it; passCommand keeps it out."
      ) cfg.jobs
    );

    environment.systemPackages = [
      cfg.package
    ]
    ++ map wrapper (
      lib.filter (job: job.wrapper != null && job.wrapper != "") (lib.attrValues cfg.jobs)
    );

    systemd.services = lib.mapAttrs' (
      name: job: lib.nameValuePair "borgbackup-job-${name}" (service name job)
    ) cfg.jobs;

    systemd.timers = lib.mapAttrs' (
      name: job:
      lib.nameValuePair "borgbackup-job-${name}" {
        wantedBy = [ "timers.target" ];
        timerConfig = {
          OnCalendar = job.startAt;
          Persistent = job.persistentTimer;
        };
      }
    ) (lib.filterAttrs (_: job: job.startAt != [ ]) cfg.jobs);
  };
}
