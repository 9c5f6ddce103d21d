# `systemd.*`: the units of the container. Which of their directives can be honoured is the init's
# to say, when the image is built.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.systemd;

  unit = import ./unit-options.nix { inherit lib; };
  service = import ./service-options.nix { inherit lib pkgs; };
  other = import ./other-options.nix { inherit lib; };

  unitsOf =
    what: options: extra:
    mkOption {
      type = types.attrsOf (
        types.submodule (
          [
            { options = unit.options // options; }
            unit.config
          ]
          ++ extra
        )
      );
      default = { };
      description = "The ${what} units, by their names without the suffix.";
    };

  accepted =
    type: default: description:
    mkOption {
      inherit type default;
      description = "Accepted: ${description}";
    };

  anything = types.attrsOf types.anything;
in
{
  options.systemd = {
    services = unitsOf "service" service.options [ service.config ];
    targets = unitsOf "target" other.target [ ];
    timers = unitsOf "timer" other.timer [ ];
    sockets = unitsOf "socket" other.socket [ ];
    paths = unitsOf "path" other.path [ ];

    globalEnvironment = mkOption {
      type = (import ../../../../container/variables.nix { inherit lib; }).typeWith [ ];
      default = { };
      example = {
        TZ = "CET";
      };
      description = "Environment variables of every service.";
    };

    defaultUnit = mkOption {
      type = unit.unitName;
      default = "multi-user.target";
      description = "The unit that is started when the container is.";
    };

    packages = mkOption {
      type = types.listOf types.package;
      default = [ ];
      description = ''
        Packages whose unit files, in `lib/systemd/system` or `etc/systemd/system`, are units of the
        container. As in NixOS their `[Install]` sections don't count: a unit is started if something
        wants it, such as `systemd.services.NAME.wantedBy`, and what `systemd.services.NAME` says is
        added to the file as a drop-in is.
      '';
    };

    slices = accepted anything { } "resources are limited for the container as a whole.";
    mounts = accepted (types.listOf types.anything) [ ] "a container's mounts are `docker run`'s.";
    automounts = accepted (types.listOf types.anything) [ ] "a container's mounts are `docker run`'s.";
    user = accepted anything { } "there are no sessions of users in a container.";
    network = accepted anything { } "a container's network is Docker's.";
    sysusers = accepted anything { } "users are made when the image is.";
    coredump = accepted anything { } "core dumps are the host's.";
    oomd = accepted anything { } "it watches the host.";
    settings = accepted anything { } "these are systemd's own settings.";
    extraConfig = accepted types.lines "" "these are systemd's own settings.";
    suppressedSystemUnits =
      accepted (types.listOf types.str) [ ]
        "there are no units but the configuration's.";
    enableEmergencyMode = accepted types.bool false "a container has no console to fall back to.";
    additionalUpstreamSystemUnits =
      accepted (types.listOf types.str) [ ]
        "there are no units but the configuration's.";
    ctrlAltDelUnit = accepted types.str "" "a container has no keyboard.";
    enableCgroupAccounting = accepted types.bool false "resources are counted by Docker.";
    enableStrictShellChecks = accepted types.bool false "the scripts are not checked.";
    enableUnifiedCgroupHierarchy = accepted types.bool true "resources are counted by Docker.";
    generators = accepted anything { } "units are those of the configuration.";
    managerEnvironment = accepted anything { } "the first process is not systemd.";
    nspawn = accepted anything { } "a container holds no others; run one beside it.";
    repart = accepted anything { } "disks are the host's.";
    shutdown = accepted anything { } "a container is stopped by Docker.";
    shutdownRamfs = accepted anything { } "a container is stopped by Docker.";
    sysupdate = accepted anything { } "a container is replaced by a new one.";
    tpm2 = accepted anything { } "the hardware is the host's.";
    watchdog = accepted anything { } "the machine's watchdog is the host's.";
    sleep = accepted anything { } "a container does not sleep.";
  };

  config = {
    systemd.timers = lib.mapAttrs (_: service: {
      wantedBy = [ "timers.target" ];
      timerConfig.OnCalendar = service.startAt;
    }) (lib.filterAttrs (_: service: service.enable && service.startAt != [ ]) cfg.services);
  };
}
