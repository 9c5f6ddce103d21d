# What a flake has for the program: `nixosConfigurations.NAME` as they stand, and `dockerConfigurations.NAME`, a list
# of modules, or a set with `modules`, `specialArgs`, `system` and `nixpkgs`.
#
#   url        the flake, as builtins.getFlake takes it
#   set, name  which of its configurations; null when it is to be found out which there are
{
  url,
  set,
  name,
}:
let
  flake =
    if builtins ? getFlake then
      builtins.getFlake url
    else
      throw "this Nix (${builtins.nixVersion}) has no flakes, or they are switched off: set `extra-experimental-features = flakes` in nix.conf";

  nixos = flake.nixosConfigurations or { };
  docker = flake.dockerConfigurations or { };

  configuration =
    let
      value = docker.${name};
      known = [
        "modules"
        "nixpkgs"
        "specialArgs"
        "system"
      ];
      unknown = builtins.filter (word: !(builtins.elem word known)) (builtins.attrNames value);
      refuse = why: throw "dockerConfigurations.${name} ${why}";
    in
    if builtins.isList value then
      { modules = value; }
    else if !(builtins.isAttrs value) || !(value ? modules) then
      refuse "has to be a list of modules, or a set with `modules`"
    else if unknown != [ ] then
      refuse "has ${builtins.concatStringsSep ", " unknown}, which means nothing: it can have ${builtins.concatStringsSep ", " known}"
    else
      value;

  nixosSystem =
    let
      value = nixos.${name};
    in
    if builtins.isAttrs value && value ? options && value ? config then
      value
    else
      throw "nixosConfigurations.${name} is no NixOS: it has to be what nixpkgs.lib.nixosSystem { modules = [ … ]; } gives";

  isDocker = set == "dockerConfigurations";
  nixpkgs = configuration.nixpkgs or flake.inputs.nixpkgs or null;
in
{
  # What the program chooses from: names, and whether they come with a nixpkgs.
  names = {
    nixosConfigurations = builtins.mapAttrs (_: _: true) nixos;
    dockerConfigurations = builtins.mapAttrs (
      _: value: flake.inputs ? nixpkgs || builtins.isAttrs value && value ? nixpkgs
    ) docker;
  };

  existing = if isDocker then null else nixosSystem;
  modules = if isDocker then configuration.modules else [ ];
  specialArgs = if isDocker then configuration.specialArgs or { } else { };
  system = if isDocker then configuration.system or null else null;

  # The nixpkgs of the configuration that is used.
  nixpkgs = if !isDocker then import ./tree.nix nixosSystem.options else nixpkgs.outPath or nixpkgs;
}
