# The cron daemon, with the option names of NixOS.  `systemd.timers` and
# `systemd.services.<name>.startAt` do the same without a daemon.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.cron;

  flawOf = import ./cron-lines.nix {
    inherit lib;
    # A base image may have others.
    hasUser = user: config.users.users ? ${user} || config.docker.internal.base != null;
  };

  # For one line that it does not understand cron leaves out all of them.
  assertionsOf =
    option: text:
    lib.concatMap (
      line:
      let
        flaw = flawOf line;
      in
      lib.optional (flaw != null) {
        assertion = false;
        message = "services.cron.${option}: the line `${line}`: ${flaw}";
      }
    ) (lib.splitString "\n" text);

  # cron takes nothing but a crontab of root's that only root can write.
  crontab = ''
    SHELL=${config.users.defaultUserShell or "/bin/bash"}
    PATH=${(import ../../../container/variables.nix { inherit lib; }).programPath}
    ${lib.optionalString (cfg.mailto != null) "MAILTO=\"${cfg.mailto}\""}
    ${lib.concatMapStrings (job: "${job}\n") cfg.systemCronJobs}
    ${lib.concatMapStrings (file: "${builtins.readFile file}\n") cfg.cronFiles}
  '';
in
{
  options.services.cron = {
    enable = lib.mkOption {
      type = lib.types.bool;
      default = cfg.systemCronJobs != [ ] || cfg.cronFiles != [ ];
      defaultText = lib.literalMD "whether there are any jobs";
      description = "Whether to run the cron daemon.";
    };

    package = lib.mkPackageOption pkgs "cron" { };

    mailto = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      description = ''
        Who gets what jobs print by mail, where a package brings {command}`sendmail`. Else it is in the container's
        log.
      '';
    };

    systemCronJobs = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "*/5 * * * * nobody /data/bin/refresh" ];
      description = ''
        Jobs: minute, hour, day of the month, month, day of the week, user and
        command.
      '';
    };

    cronFiles = lib.mkOption {
      type = lib.types.listOf lib.types.path;
      default = [ ];
      example = lib.literalExpression "[ ./crontab ]";
      description = "Files with such jobs.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions =
      lib.concatMap (assertionsOf "systemCronJobs") cfg.systemCronJobs
      ++ lib.concatMap (file: assertionsOf "cronFiles" (builtins.readFile file)) cfg.cronFiles;

    environment.systemPackages = [
      cfg.package
      pkgs.util-linux
    ];

    environment.etc."crontab" = {
      text = crontab;
      mode = "0600";
    };
    environment.etc."pam.d/cron" = {
      text = ''
        account required pam_unix.so
        session required pam_permit.so
      '';
      mode = "0444";
    };

    docker.internal.essentialUnits = [ "cron.service" ];
    docker.internal.joined = [ (import ../../packages/cron-log.nix { inherit pkgs; }) ];

    systemd.services.cron = {
      description = "Cron daemon";
      wantedBy = [ "multi-user.target" ];
      preStart = "mkdir -p /etc/cron.d /var/spool/cron/crontabs";
      serviceConfig = {
        ExecStart = "${cfg.package}/bin/cron -f -L 5";
        KillMode = "process";
        Restart = "on-failure";
      };
    };
  };
}
