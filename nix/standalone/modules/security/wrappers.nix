# `security.wrappers`: programs with an owner, set-uid bits or capabilities of their own, made at each start.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.security;

  flag =
    default: description:
    mkOption {
      type = types.bool;
      inherit default description;
    };

  wrapper =
    { name, ... }:
    {
      options = {
        enable = flag true "Whether the program is there.";
        source = mkOption {
          type = types.path;
          example = lib.literalExpression ''"''${pkgs.iputils}/bin/ping"'';
          description = "The program.";
        };
        program = mkOption {
          type = types.str;
          default = name;
          defaultText = lib.literalMD "the attribute's name";
          description = "The name under which it is run.";
        };
        owner = mkOption {
          type = types.str;
          default = "root";
          description = "Its owner.";
        };
        group = mkOption {
          type = types.str;
          default = "root";
          description = "Its group.";
        };
        permissions = mkOption {
          type = types.strMatching "[0-7]{3,4}|[ugoa]*[+=][rwxst]+(,[ugoa]*[+=][rwxst]+)*";
          default = "u+rx,g+x,o+x";
          example = "u+rx,g+x";
          description = "Who may read and run it.";
        };
        capabilities = mkOption {
          type = types.commas;
          default = "";
          example = "cap_net_raw+p";
          description = "What it is allowed when anybody runs it, where the container is.";
        };
        setuid = flag false "Whether it runs as its owner.";
        setgid = flag false "Whether it runs as its group.";
      };
    };

  made = import ../../../container/wrappers.nix {
    inherit lib pkgs;
    inherit (cfg) wrappers;
  };
in
{
  options.security = {
    enableWrappers = flag true "Whether there are wrappers.";

    wrapperDir = mkOption {
      type = types.path;
      default = "/run/wrappers/bin";
      readOnly = true;
      description = "Where the wrappers are. It comes first in PATH.";
    };

    wrappers = mkOption {
      type = types.attrsOf (types.submodule wrapper);
      default = { };
      example = lib.literalExpression ''
        {
          ping = {
            source = "''${pkgs.iputils}/bin/ping";
            capabilities = "cap_net_raw+p";
          };
        }
      '';
      description = ''
        Programs that have rights of their own, by name. They are copies, made at each start. A right that the
        container lacks can't be given to them.
      '';
    };
  };

  config = lib.mkIf (cfg.enableWrappers && made.any) {
    docker.internal.searchPath = [ cfg.wrapperDir ];

    systemd.services.nix-docker-wrappers =
      import ../../../container/early.nix {
        description = "security.wrappers";
        before = [
          "nix-docker-activation.service"
          "docker-boot.service"
        ];
      }
      // {
        inherit (made) script;
      };
  };
}
