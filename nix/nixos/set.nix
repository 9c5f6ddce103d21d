# What a NixOS has of an option that is a set. Before 2021 `system.activationScripts` was one script, made of all that
# are defined; these are taken in its place.
#
#   nixos  { config, options }
{ lib }:
path: nixos:
let
  option = lib.getAttrFromPath path nixos.options;
  definitions = import ./definitions.nix { inherit lib; } path nixos.options;
  defined = (lib.mergeDefinitions path option.type definitions).mergedValue;
  set = lib.attrByPath path { } nixos.config;
in
if option ? apply && lib.attrNames set == [ "script" ] then defined else set
