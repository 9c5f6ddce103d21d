# A configuration without a nixpkgs: its modules with ours, and what of it is no option.
{
  lib ? import ./lib,
  # The user's, and the program's about the image.
  modules,
  specialArgs ? { },
  pkgs,
}:
let
  ownModules = ./modules;

  mistakesOf = lib: import ./undeclared.nix { inherit lib; };

  evaluateWith = lib: lib.evalModules {
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
        {
          _file = "nix-docker";
          _module = {
            args = { inherit pkgs; };
            # See ./undeclared.nix.
            check = false;
          };
        }
      ]
      ++ import ./modules/module-list.nix
      ++ import ../container/module-list.nix;
  };
  evaluated = evaluateWith lib;
  checked = (mistakesOf lib).checked evaluated;
in
{
  config = checked evaluated.config;
  options = checked evaluated.options;

  # What is beside options that there are not. Those within other options are no error meanwhile, so that all come out.
  unknown =
    named:
    let
      lib = import ./lib/library.nix { checksOptions = false; };
      evaluated = evaluateWith lib;
    in
    import ../unknown.nix {
      inherit lib named;
      inherit (evaluated) options;
      unmatched = (mistakesOf lib).mistakes evaluated;
      roots = [ [ ] ];
      isUsers = file: !(lib.hasPrefix "${toString ../.}/" (toString file));
    };
}
