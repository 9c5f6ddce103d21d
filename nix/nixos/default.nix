# With a nixpkgs: NixOS' own modules, all of them, unmodified, with the container's on top.
#
# NixOS is evaluated as for a machine. What the container takes of it is picked channel by channel
# (./taken.nix) and handed on, as plain values, to the modules that make the image, which are the same
# as without a nixpkgs. So the options of both never meet, and the modules that read need no lib but ours.
#
#   nixpkgs   path of the tree
#   modules   the user's modules
#   settings  a module that sets docker.internal.*
#   index     with Debian's packages what apt said, see ./hybrid; null: with the tree's own
{
  nixpkgs,
  modules,
  specialArgs ? { },
  system,
  settings,
  index ? null,
}:
let
  lib = import ./lib.nix (import (nixpkgs + "/lib"));
  evalConfig = import (nixpkgs + "/nixos/lib/eval-config.nix");

  # Found out by looking: before 22.11 there is one `system` only.
  hasHostPlatform = lib.hasInfix "hostPlatform = " (
    builtins.readFile (nixpkgs + "/nixos/modules/misc/nixpkgs.nix")
  );

  ours =
    import ../container/writers.nix
    ++ [
      (import ./machine.nix { inherit nixpkgs; })
      settings
    ]
    ++ lib.optional hasHostPlatform {
      _file = ./default.nix;
      # A machine's hardware-configuration.nix says it with mkDefault.
      nixpkgs.hostPlatform = lib.mkOverride 1400 system;
    }
    ++ lib.optional (index != null) (import ./hybrid { inherit nixpkgs system index; });

  evaluateWith =
    further: user:
    evalConfig {
      inherit lib;
      specialArgs = specialArgs // further;
      system = if hasHostPlatform then null else system;
      # Among the base modules, so that they are a part of what is there without the user's.
      baseModules = import (nixpkgs + "/nixos/modules/module-list.nix") ++ ours;
      modules = user;
    };

  evaluate = evaluateWith { };
  full = evaluate modules;

  # NixOS without the user's modules. Trees before 22.05 do not hand it on.
  bare = full._module.args.noUserModules or (evaluate [ ]);

  taken = import ./taken.nix {
    inherit
      lib
      full
      bare
      nixpkgs
      ;
  };

  ourLib = import ../standalone/lib;
  asserted = import ../container/assertions.nix { lib = ourLib; };
in
rec {
  inherit (full) options;
  inherit lib;
  pkgs = full._module.args.pkgs or full.pkgs;

  # What may be meant by options that there are not.
  unknown =
    named:
    import ./unknown.nix {
      inherit lib modules named;
      evaluate = evaluateWith;
    };

  # What the modules that make the image see. What NixOS' assertions are about may fail in other ways as well.
  config = asserted taken.assertions
    (ourLib.evalModules {
      modules = [
        ./interface.nix
        {
          _file = ./default.nix;
          config = taken.config // {
            _module.args.pkgs = pkgs;
          };
        }
        settings
      ]
      ++ import ../container/readers.nix;
    }).config;
}
