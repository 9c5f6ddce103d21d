# With a nixpkgs: NixOS' own modules, all of them, unmodified, with the container's on top.
#
# NixOS is evaluated as for a machine. What the container takes of it is picked channel by channel
# (./taken.nix) and handed on, as plain values, to the modules that make the image, which are the same
# as without a nixpkgs. So the options of both never meet, and the modules that read need no lib but ours.
#
#   nixpkgs   path of the tree
#   modules   the user's modules
#   settings  a module that sets docker.internal.*
#   existing  a NixOS that is evaluated already, instead of modules, see ./existing.nix
#   index     with Debian's packages what apt said, see ./hybrid; null: with the tree's own
#   known     file of what a NixOS without the user's modules has, as `known` below was written to it; null: none
{
  nixpkgs,
  modules,
  specialArgs ? { },
  system,
  settings,
  index ? null,
  known ? null,
  existing ? null,
}:
let
  completed = import ./lib.nix (import (nixpkgs + "/lib"));
  inherit (completed) lib;
  evalConfig = import (nixpkgs + "/nixos/lib/eval-config.nix");
  says = import ./says.nix;

  # Found out by looking: before 22.11 there is one `system` only.
  hasHostPlatform = says "hostPlatform = " (nixpkgs + "/nixos/modules/misc/nixpkgs.nix");

  # An evaluation's options and packages, from within: trees of 2020 give them beside `config` in a way that
  # makes a Nix before 2.21 evaluate all modules again for each.
  within =
    { options, pkgs, ... }:
    {
      _file = ./default.nix;
      options.docker.internal.within = lib.mkOption {
        type = lib.types.raw;
        internal = true;
        description = "The evaluation's own options and packages.";
      };
      config.docker.internal.within = { inherit options pkgs; };
      options.docker.internal.accounts = lib.mkOption {
        type = lib.types.raw;
        default = null;
        internal = true;
        description = "The users and groups that the container takes.";
      };
    };

  accounts = {
    _file = ./default.nix;
    docker.internal = { inherit (taken) accounts; };
  };

  ours = map (import ../container/keyed.nix { }) (import ../container/writers.nix) ++ [
    within
    (import ./machine.nix { inherit nixpkgs; })
    (import ./acme.nix { inherit nixpkgs; })
    (import ./sshd.nix { inherit nixpkgs; })
    settings
  ];

  platform =
    system:
    lib.optional hasHostPlatform {
      _file = ./default.nix;
      # A machine's hardware-configuration.nix says it with mkDefault.
      nixpkgs.hostPlatform = lib.mkOverride 1400 system;
    };

  packages =
    platform system ++ lib.optional (index != null) (import ./hybrid { inherit nixpkgs system index; });

  theirs =
    let
      quiet = import ./quiet.nix;
      change = {
        "config/users-groups.nix" = quiet {
          inherit lib;
          about =
            config:
            if config.docker.internal.accounts == null then
              null
            else
              config // { users = config.users // config.docker.internal.accounts; };
        };
        "system/boot/systemd.nix" = quiet { inherit lib; };
      };
      # The path of a flake is a text with a context, which no name can have.
      tree = builtins.unsafeDiscardStringContext (toString nixpkgs);
      changes = lib.mapAttrs' (name: lib.nameValuePair "${tree}/nixos/modules/${name}") change;
    in
    map (
      module:
      if builtins.isPath module && changes ? ${toString module} then
        changes.${toString module} module
      else
        module
    ) (import (nixpkgs + "/nixos/modules/module-list.nix"));

  evaluateWith = evaluateWithLib lib;

  evaluateWithLib =
    lib: further: user:
    evalConfig {
      inherit lib;
      specialArgs = specialArgs // further;
      system = if hasHostPlatform then null else system;
      # Among the base modules, so that they are a part of what is there without the user's.
      baseModules = theirs ++ ours ++ packages;
      modules = user;
    };

  view =
    evaluated:
    let
      inherit (evaluated) config;
    in
    {
      inherit evaluated config;
      inherit (config.docker.internal.within) options pkgs;
    };

  evaluate = user: view (evaluateWith { } user);

  # NixOS with the user's modules, and without. Trees before 22.05 do not hand the latter on.
  both =
    if existing == null then
      rec {
        full = evaluate (modules ++ [ accounts ]);
        bare = full.evaluated._module.args.noUserModules or (evaluate [ ]);
      }
    else
      lib.mapAttrs (_: view) (
        import ./existing.nix {
          inherit
            lib
            evalConfig
            existing
            ours
            specialArgs
            platform
            ;
          legacySystem = !hasHostPlatform;
          extensible = completed.complete;
        }
      );
  inherit (both) full bare;

  knownNow = import ./known.nix { inherit lib bare; };

  taken = import ./taken.nix {
    inherit
      lib
      full
      nixpkgs
      ;
    known = if known == null then knownNow else builtins.fromJSON (builtins.readFile known);
  };

  ourLib = import ../standalone/lib;
  asserted = import ../container/assertions.nix { lib = ourLib; };
in
{
  inherit (full) options pkgs;
  inherit lib;
  known = knownNow;

  # The options that do not exist, with those that may be meant.
  unknown =
    { named, deep }:
    import ./unknown.nix {
      inherit
        lib
        modules
        named
        deep
        ;
      evaluate = evaluateWithLib (
        # Options within other options' values may be missing without an error meanwhile, so that all are found.
        if deep && lib ? extend then
          lib.extend (
            final: old: {
              modules = old.modules // {
                evalModules =
                  arguments:
                  old.modules.evalModules (
                    arguments
                    // {
                      modules = arguments.modules ++ [ { _module.check = final.mkForce false; } ];
                    }
                  );
              };
            }
          )
        else
          lib
      );
      isUsers =
        file:
        !(lib.hasPrefix "${toString nixpkgs}/" (toString file))
        && !(lib.hasPrefix "${toString ../.}/" (toString file));
    };

  # What the modules that make the image see. What NixOS' assertions are about may fail in other ways as well.
  config = asserted taken.assertions (
    asserted taken.assertionsOfUnits
      (ourLib.evalModules {
        modules = [
          ./interface.nix
          {
            _file = ./default.nix;
            config = taken.config // {
              _module.args = { inherit (full) pkgs; };
            };
          }
          settings
        ]
        ++ import ../container/readers.nix;
      }).config
  );
}
