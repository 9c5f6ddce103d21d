# A NixOS that somebody else has evaluated, a flake's nixosConfiguration, with the container's modules on top.
#
# What is evaluated can be extended since 2021. Before, and where its lib lacks what the container's modules use, it
# is evaluated anew, with the modules that it says it was made of.
{
  lib,
  evalConfig,
  # Makes modules of a system's name.
  platform,
  # Whether the tree knows no other way to say for which system it is than the argument.
  legacySystem,
  # Whether the tree's own lib is enough.
  extensible,
  existing,
  ours,
  specialArgs,
}:
let
  inherit (existing._module.args) pkgs;
  system = pkgs.stdenv.hostPlatform.system or pkgs.system;

  # Its packages, of whichever nixpkgs and settings: the bare NixOS has none and uses these too.
  packages = platform system ++ [
    {
      _file = ./existing.nix;
      _module.args.pkgs = lib.mkForce pkgs;
    }
  ];

  extended =
    let
      full = existing.extendModules {
        modules = ours;
        inherit specialArgs;
      };
    in
    {
      inherit full;
      bare = full._module.args.noUserModules.extendModules {
        modules = ours ++ packages;
        inherit specialArgs;
      };
    };

  again =
    let
      made = existing._module.args;
      evaluate =
        modules:
        evalConfig {
          inherit lib modules;
          system = if legacySystem then system else null;
          specialArgs = removeAttrs (existing._module.specialArgs or { }) [ "lib" ] // specialArgs;
          baseModules = made.baseModules ++ made.extraModules or [ ] ++ ours ++ packages;
        };
    in
    {
      full = evaluate made.modules;
      bare = evaluate [ ];
    };
in
if extensible && existing ? extendModules then extended else again
