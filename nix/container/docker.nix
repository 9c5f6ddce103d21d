# The `docker.*` options: what concerns the container and not a service.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;

  positive =
    default: description:
    mkOption {
      type = types.ints.positive;
      inherit default description;
    };

  patterns =
    description:
    mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "logrotate.*" ];
      inherit description;
    };
in
{
  options.docker = {
    ports = mkOption {
      type = types.listOf (import ./ports.nix { inherit lib; }).type;
      default = [ ];
      example = [
        80
        "53/udp"
      ];
      description = ''
        Ports to expose, besides those that the enabled services listen on, which are exposed
        without being named. A number is a TCP port.
      '';
    };

    volumes = mkOption {
      type = types.listOf (types.strMatching "/.*");
      default = [ ];
      example = [ "/data" ];
      description = "Directories of the container that are volumes: their content outlives it.";
    };

    buildScripts = mkOption {
      type = types.attrsOf types.lines;
      default = { };
      example = {
        "1-greeting" = "echo hello > /etc/greeting";
      };
      description = ''
        Shell scripts that are run once, as root and in the order of their names: while a
        stand-alone image is built, or at the first start of a host-mounted container.
      '';
    };

    bootScript = mkOption {
      type = types.lines;
      default = "";
      example = "mkdir -p /data/uploads";
      description = "A shell script that is run at every start, before any service.";
    };

    verbose = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the container's first process says each state that a service comes to, and other details.";
    };

    env = mkOption {
      type = (import ./variables.nix { inherit lib; }).typeWith [ types.int ];
      default = { };
      example = {
        APP_MODE = "production";
      };
      description = ''
        Environment variables of the container. They stand in the image for everyone to read, so a
        password does not belong here.
      '';
    };

    units = {
      include = patterns ''
        Units that every NixOS has, or that belong to a machine, which the container has all the same: names
        with their suffix; `*` stands for anything. It is for configurations with a nixpkgs.
      '';
      exclude = patterns "Units that the container does not have, whoever declares them.";
    };

    essential = mkOption {
      type = types.listOf types.nonEmptyStr;
      # As systemctl(1) takes names.
      apply = map (
        name:
        if builtins.match ".+[.](service|socket|target|timer)" name == null then "${name}.service" else name
      );
      default = lib.unique config.docker.internal.essentialUnits;
      defaultText = lib.literalMD "every service that the configuration enabled by name";
      example = [ "httpd.service" ];
      description = ''
        Units whose failure for good ends the container, with that unit's exit code, after the
        others have been stopped in order. A name without a suffix is a service's.
      '';
    };

    logFormat = mkOption {
      type = types.enum [
        "text"
        "json"
      ];
      default = "text";
      description = ''
        How the services' output appears on the container's own: as lines that begin with the
        unit's name, or as one JSON object a line.
      '';
    };

    allowUnsupported = mkOption {
      type = types.bool;
      default = false;
      description = ''
        Whether to build an image although a unit asks for something that can't be had in a
        container. What can't be honoured is then left out.
      '';
    };

    foreignUsers = mkOption {
      type = types.enum [
        "refuse"
        "run"
      ];
      default = "refuse";
      description = ''
        What happens to units of other users when the container was started as an ordinary user,
        which can't become another one: they fail, or they run as that user.
      '';
    };

    maxLayers = mkOption {
      # The same bounds as in src/image/spec.rs; a test compares them.
      type = types.ints.between 2 125;
      default = 16;
      description = "How many layers a stand-alone image has at most.";
    };

    labels = mkOption {
      type = types.attrsOf types.str;
      default = { };
      example = {
        "org.opencontainers.image.source" = "https://example.org/shop";
      };
      description = "Labels of the image.";
    };

    capabilities = mkOption {
      type = types.listOf (types.strMatching "[A-Z_]+");
      apply = names: lib.unique (map (lib.removePrefix "CAP_") names);
      default = [ ];
      example = [ "SYS_ADMIN" ];
      description = ''
        What the container is to be allowed besides what Docker allows every container, by the names of
        capabilities(7): `docker-run` asks for it, and a stand-alone image is run with
        `docker run --cap-add NAME`. With `SYS_ADMIN` services have what they ask to be mounted for them.
      '';
    };

    workingDir = mkOption {
      type = types.nullOr (types.strMatching "/.*");
      default = null;
      example = "/data";
      description = "The directory in which the container and `docker exec` start; null is `/`.";
    };

    user = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "1000:1000";
      description = "The user that the container's first process runs as; null is root.";
    };

    stopTimeout = positive 9 ''
      How many seconds all units together have to stop before they are killed; a unit's own
      `TimeoutStopSec=` counts within that. Docker itself kills a container after ten seconds: for more,
      `docker-run` asks it to wait, and a stand-alone image is run with `docker run --stop-timeout SECONDS`.
    '';

    healthcheck = {
      enable = mkOption {
        type = types.bool;
        default = true;
        description = "Whether Docker asks regularly if every wanted unit is active.";
      };
      interval = positive 30 ''
        Seconds after which a check answers while all is well, or while a unit is being restarted. When
        all has come up, or a unit has failed for good, it answers at once.
      '';
      timeout = positive 5 "Seconds more after which a check that has not answered counts as failed.";
      startPeriod = positive 60 "Seconds that a check waits for units that are still starting.";
      retries = positive 3 "How many checks must fail in a row for the container to be unhealthy.";
    };
  };
}
