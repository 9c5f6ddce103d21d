# `system.activationScripts`: shell commands that run at every start, before any unit.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;

  scripts = config.system.activationScripts;

  scriptType = types.coercedTo types.str (text: { inherit text; }) (
    types.submodule {
      options = {
        text = mkOption {
          type = types.lines;
          description = "The commands.";
        };
        deps = mkOption {
          type = types.listOf types.str;
          default = [ ];
          description = "Scripts that run before this one.";
        };
        supportsDryActivation = mkOption {
          type = types.bool;
          default = false;
          description = "Accepted: there is no dry activation.";
        };
      };
    }
  );

  # What NixOS' own scripts do is done in the image already.
  ready = lib.genAttrs [
    "binsh"
    "etc"
    "groups"
    "hostname"
    "specialfs"
    "stdio"
    "tmpfs"
    "users"
    "usrbinenv"
    "var"
    "wrappers"
  ] (_: lib.mkDefault "");

  activation = import ../../../container/activation.nix { inherit lib; } { inherit scripts; };
in
{
  options.system.activationScripts = mkOption {
    type = types.attrsOf scriptType;
    default = { };
    example = {
      uploads = "mkdir -p /data/uploads";
    };
    description = ''
      Shell commands that run at every start of the container, before any unit: as text, or with
      `deps`, the names of the scripts that come first.
    '';
  };

  config = {
    system.activationScripts = ready;

    systemd.services.nix-docker-activation = lib.mkIf activation.any (
      import ../../../container/early.nix {
        description = "system.activationScripts";
        before = [ "docker-boot.service" ];
      }
      // {
        path = [ "/usr" ];
        script = activation.text;
      }
    );
  };
}
