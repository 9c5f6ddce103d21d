# Evaluates a configuration as nix/default.nix does, with the packages of ./pkgs.nix.
{
  lib ? import ../../nix/standalone/lib,
}:
configuration:
(lib.evalModules {
  specialArgs.modulesPath = toString ../../nix/standalone/modules;
  modules = [
    configuration
    {
      _file = "tests/modules/evaluate.nix";
      _module.args.pkgs = import ./pkgs.nix { inherit lib; };
      docker.internal = {
        name = "test";
        program = "/nix/store/00000000000000000000000000000000-nix-docker";
        packageSet = "debian";
      };
    }
  ]
  ++ import ../../nix/standalone/modules/module-list.nix
  ++ import ../../nix/container/module-list.nix;
}).config
