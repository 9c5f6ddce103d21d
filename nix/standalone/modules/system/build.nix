# `system.*`: what is built, and what a NixOS machine says about itself.
{ lib, ... }:

let
  inherit (lib) mkOption types;
in
{
  options.system = {
    build = mkOption {
      type = types.lazyAttrsOf types.unspecified;
      default = { };
      internal = true;
      description = "What can be built from the configuration.";
    };

    stateVersion = mkOption {
      type = types.str;
      default = "26.05";
      description = ''
        Accepted: the release whose defaults for data the configuration was written for. Services
        here have one default.
      '';
    };

    name = mkOption {
      type = types.str;
      default = "container";
      description = "Accepted: what a NixOS machine is called in its store paths.";
    };

    nixos = mkOption {
      type = types.attrsOf types.anything;
      default = { };
      apply =
        said:
        {
          release = "26.05";
          version = "26.05";
          label = "26.05";
          codeName = "";
          tags = [ ];
          variant_id = null;
        }
        // said;
      description = "Accepted: what a NixOS machine says about its release.";
    };

    nssModules = mkOption {
      type = types.listOf types.path;
      default = [ ];
      internal = true;
      description = "Accepted: names are looked up in files and in DNS.";
    };

    configurationRevision = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Accepted: the revision that a NixOS machine was built from.";
    };
  };
}
