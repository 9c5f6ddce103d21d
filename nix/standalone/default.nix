# A configuration without a nixpkgs: its modules with ours, and what of it is no option.
{
  lib ? import ./lib,
  # The user's, and the program's about the image.
  modules,
  specialArgs ? { },
  pkgs,
}:
let
  undeclared = import ./undeclared.nix { inherit lib; };
  ownModules = ./modules;

  evaluated = lib.evalModules {
    class = "nixos";
    specialArgs = specialArgs // {
      modulesPath = toString ownModules;
    };
    # What a NixOS machine's configuration imports of NixOS by path.
    absentModule = import ./absent.nix {
      inherit lib;
      modulesPath = toString ownModules;
    };
    modules =
      modules
      ++ [
        undeclared.module
        {
          _file = "nix-docker";
          _module.args = { inherit pkgs; };
        }
      ]
      ++ import ./modules/module-list.nix
      ++ import ../container/module-list.nix;
  };
in
undeclared.checked evaluated
// {
  # What is beside options that there are not, as ../nixos/unknown.nix tells it.
  unknown =
    named:
    import ../unknown.nix {
      inherit lib named;
      inherit (evaluated) options;
      unmatched = undeclared.mistakes evaluated;
      roots = [ [ ] ];
      isUsers = file: !(lib.hasPrefix "${toString ../.}/" (toString file));
    };
}
