# `assertions` and `warnings`: what modules have to say about a configuration.
{ lib, ... }:

let
  inherit (lib) mkOption types;
in
{
  options = {
    assertions = mkOption {
      type = types.listOf types.unspecified;
      default = [ ];
      internal = true;
      example = [
        {
          assertion = false;
          message = "a shop needs a name";
        }
      ];
      description = "What must hold; a message of one that does not ends the build.";
    };

    warnings = mkOption {
      type = types.listOf types.str;
      default = [ ];
      internal = true;
      example = [ "this shop has no name" ];
      description = "What the user should know about the configuration.";
    };
  };
}
