# Files of NixOS that a configuration imports below `modulesPath` and that we do not have. What describes a machine
# (hardware-configuration.nix imports such) has nothing to say to a container.
{ lib, modulesPath }:
let
  ofMachines = [
    "hardware/"
    "installer/"
    "profiles/"
    "testing/"
    "virtualisation/"
  ];
  isBelow = lib.hasPrefix "${modulesPath}/";
in
path:
let
  name = lib.removePrefix "${modulesPath}/" path;
in
if !(isBelow path) then
  null
else if lib.any (directory: lib.hasPrefix directory name) ofMachines then
  { }
else
  throw "NixOS' modules are imported as `modulesPath + \"/${name}\"', which is there only with a nixpkgs: name one with --nixpkgs, or leave the import out"
