# Evaluates a configuration as nix/default.nix does, with the packages of ./pkgs.nix.
{
  lib ? import ../../nix/standalone/lib,
}:
configuration:
(import ../../nix/standalone {
  inherit lib;
  pkgs = import ./pkgs.nix { inherit lib; };
  modules = [
    configuration
    {
      _file = "tests/modules/evaluate.nix";
      docker.internal = {
        name = "test";
        program = "/nix/store/00000000000000000000000000000000-nix-docker";
        packageSet = "debian";
      };
    }
  ];
}).config
