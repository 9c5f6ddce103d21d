# For a NixOS configuration of which there is to be a container, too: its `config.system.build.nixDocker.image` and
# `.package`. The machine itself gets nothing of it but options.
#
#   package  from a package set to the program in it
{ package }:
{ config, options, ... }@arguments:
let
  cfg = config.docker.image;
  complete = arguments: arguments // { inherit (import ./lib.nix arguments.lib) lib; };
  inherit (complete arguments) lib;
in
{
  # With a lib that has what they use.
  imports = map (import ../container/keyed.nix { inherit complete; }) [
    ../container/docker.nix
    ../container/internal.nix
  ];

  options.docker.image = {
    name = lib.mkOption {
      type = lib.types.str;
      default = "nix-docker-build";
      description = "The name of the image that `config.system.build.nixDocker` is.";
    };
    tag = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      description = "Its tag.";
    };
    program = lib.mkOption {
      type = lib.types.raw;
      default = package;
      defaultText = "nix-docker, built with the packages of the configuration";
      description = "From a package set to the nix-docker in it, whose program is the container's first process.";
    };
  };

  config.system.build.nixDocker = {
    inherit
      (import ./built.nix { inherit package; } {
        inherit (cfg) name tag program;
        nixos = {
          inherit options;
          inherit (config) _module;
        }
        // lib.optionalAttrs (config._module.args ? extendModules) {
          inherit (config._module.args) extendModules;
        };
      })
      image
      package
      spec
      ;
  };
}
