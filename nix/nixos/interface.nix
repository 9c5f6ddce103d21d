# What the modules that make the image are given of an evaluated NixOS: values, which nobody merges.
{ lib, ... }:

let
  inherit (lib) mkOption types;

  value = mkOption {
    type = types.raw;
    internal = true;
    description = "As NixOS has it.";
  };

  values = names: lib.genAttrs names (_: value);

  list = mkOption {
    type = types.listOf types.raw;
    default = [ ];
    internal = true;
    description = "As NixOS has it.";
  };
in
{
  options = {
    systemd =
      values [
        "defaultUnit"
        "globalEnvironment"
        "mounts"
        "package"
        "packages"
        "paths"
        "services"
        "sockets"
        "targets"
        "timers"
      ]
      // {
        tmpfiles = values [
          "rules"
          "settings"
        ];
      };
    environment = values [
      "etc"
      "systemPackages"
      "variables"
    ];
    users = values [
      "groups"
      "users"
    ];
    ids = value;
    time = values [ "timeZone" ];
    assertions = list;
    warnings = list;
    system.build = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
      internal = true;
      description = "What can be built.";
    };
  };
}
