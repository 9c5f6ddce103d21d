# The options of the original nix-docker's supervisor, translated to units.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.supervisord;

  # supervisord's command line is split like a shell's, but nothing in it is expanded; in a unit
  # file `%` and `$` would be.
  escape = lib.replaceStrings [ "%" "$" ] [ "%%" "$$" ];

  serviceType = types.submodule {
    options = {
      command = mkOption {
        type = types.either types.package types.str;
        example = lib.literalExpression ''"''${pkgs.redis}/bin/redis-server"'';
        description = "The command to run: a script, or a program with its arguments.";
      };

      directory = mkOption {
        type = types.str;
        default = "/";
        description = "The directory in which the command runs.";
      };

      pwd = mkOption {
        type = types.nullOr types.str;
        default = null;
        description = "Another name of `directory`.";
      };

      user = mkOption {
        type = types.str;
        default = "root";
        description = "The user as whom the command runs.";
      };

      environment = mkOption {
        type = (import ./variables.nix { inherit lib; }).typeWith [ types.int ];
        default = { };
        example = {
          APP_MODE = "production";
        };
        description = "Environment variables of the command.";
      };

      path = mkOption {
        type = types.listOf (types.either types.package types.str);
        default = [ ];
        description = "Packages whose programs the command finds on its PATH.";
      };

      startsecs = mkOption {
        type = types.ints.unsigned;
        default = 1;
        description = ''
          How many seconds the command must run to count as started. 0 says that it may end at
          once: it is then run once, and its end is no failure.
        '';
      };

      autorestart = mkOption {
        type = types.enum [
          true
          false
          "unexpected"
        ];
        default = "unexpected";
        description = ''
          Whether the command is started again whenever it ends, never, or when it ends with
          another status than 0.
        '';
      };

      stopsignal = mkOption {
        type = types.str;
        default = "TERM";
        description = "The signal that asks the command to end.";
      };

      stopwaitsecs = mkOption {
        type = types.ints.positive;
        default = 10;
        description = "Seconds after which a command that was asked to end is killed.";
      };

      after = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "mysql.service" ];
        description = "Units that are started before this one. The original had nothing like it.";
      };
    };
  };

  toUnit =
    name: service:
    let
      once = service.startsecs == 0;
      restart =
        {
          "1" = "always";
          "" = "no";
          unexpected = "on-failure";
        }
        .${toString service.autorestart};
    in
    {
      description = "supervisord.services.${name}";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ] ++ service.after;
      # The original's services found whatever the image has under /usr.
      path = service.path ++ [ "/usr" ];
      environment = lib.mapAttrs (
        _: value: if builtins.isInt value then toString value else value
      ) service.environment;
      serviceConfig = {
        Type = if once then "oneshot" else "simple";
        ExecStart = escape "${service.command}";
        WorkingDirectory = if service.pwd != null then service.pwd else service.directory;
        User = service.user;
        KillSignal = "SIG${lib.removePrefix "SIG" service.stopsignal}";
        TimeoutStopSec = service.stopwaitsecs;
      }
      // {
        # A command that runs once can't be started again after it has succeeded.
        Restart = if once && restart == "always" then "on-failure" else restart;
        RestartSec = 1;
      }
      // lib.optionalAttrs once {
        RemainAfterExit = true;
        TimeoutStartSec = "infinity";
      };
    };

  lasting = lib.filterAttrs (_: service: service.startsecs != 0) cfg.services;
in
{
  options.supervisord = {
    enable = mkOption {
      type = types.bool;
      default = true;
      description = "Whether the services named here are run.";
    };

    services = mkOption {
      type = types.attrsOf serviceType;
      default = { };
      description = "Commands to run, in the words of the original nix-docker.";
    };

    tailLogs = mkOption {
      type = types.bool;
      default = false;
      description = ''
        Accepted from the original. The output of every service goes to the container's own output
        always, so there is nothing to switch on.
      '';
    };
  };

  config = lib.mkIf cfg.enable {
    systemd.services = lib.mapAttrs toUnit cfg.services;
    docker.internal.essentialUnits = map (name: "${name}.service") (lib.attrNames lasting);
  };
}
