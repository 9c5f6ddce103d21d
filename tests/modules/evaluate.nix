# Evaluates a configuration as nix/default.nix does, with the packages of ./pkgs.nix.
{
  lib ? import ../../nix/standalone/lib,
}:
configuration:
let
  fakes = import ./pkgs.nix { inherit lib; };
in
(import ../../nix/standalone {
  inherit lib;
  pkgs = fakes // {
    appendOverlays = overlays: lib.fix (lib.extends (lib.composeManyExtensions overlays) (_: fakes));
  };
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
