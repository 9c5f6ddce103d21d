# The entry point: evaluates a configuration and gives what the program builds of it.
#
# `arguments` is a JSON object, written by src/nix/arguments.rs:
#   configuration     absolute path of the user's configuration; null: none, for the option reference
#   flake             which configuration of which flake it is instead, see ./nixos/flake.nix; null: none
#   name, tag         the image's name, and its tag (null: none was given)
#   program, version  path of the nix-docker binary; it becomes PID 1 and makes tars inside derivations
#   programSystem     the system that it is made for
#   packages          where packages come from: "nixpkgs" or "debian"
#   nixpkgs           path or URL of the nixpkgs, whose NixOS the modules are; null: the flake's, or with
#                     packages = "debian" none, and the modules are ours
#   known             path of what `known` below gave for that nixpkgs; null: it was not asked yet
#   debianIndex       path of the package index that apt resolved, with packages = "debian"; null: none yet
#   debianNames       whether `pkgs` has every package of Debian's by its own name, where the modules are ours
#   base              image that the layers go on top of, null for none
#   allowUnsupported  whether units may use what the init can't honour
#   unknownOption     path of an option that does not exist, for `unknown`
#   mistakes          directives of units, [ { unit, directive } ], for `places`
#
# `standardInput` is the configuration itself, where it has no file. Any other argument goes to the configuration's
# modules.
{ arguments, ... }@all:
let
  given = builtins.fromJSON arguments;

  flake = if given.flake == null then null else import ./nixos/flake.nix given.flake;

  # The user's --arg and --argstr.
  specialArgs =
    (if flake == null then { } else flake.specialArgs)
    // removeAttrs all [
      "arguments"
      "standardInput"
    ];

  system = if flake != null && flake.system != null then flake.system else builtins.currentSystem;

  isUrl = builtins.match "[a-z]+://.*|channel:.*" given.nixpkgs != null;
  nixpkgs = import ./nixos/suited.nix (
    if given.nixpkgs == null then
      {
        inherit (flake) nixpkgs;
        name = "the nixpkgs of the flake";
      }
    else
      {
        nixpkgs = if isUrl then builtins.fetchTarball given.nixpkgs else /. + given.nixpkgs;
        name = "the nixpkgs at ${given.nixpkgs}";
      }
  );

  standaloneLib = import ./standalone/lib;
  index =
    if given.debianIndex == null then { } else builtins.fromJSON (builtins.readFile given.debianIndex);

  # The binary by the names under which it is called in a container.
  program =
    pkgs:
    let
      system = pkgs.stdenv.hostPlatform.system or pkgs.system;
      runs =
        system == given.programSystem || given.programSystem == "x86_64-linux" && system == "i686-linux";
    in
    if !runs then
      throw "the image would be for ${system}, and this nix-docker, which is the image's first process, is for ${given.programSystem}: use one that is made for ${system}"
    else
      import ./container/program.nix {
        inherit pkgs;
        inherit (given) version;
        binary = builtins.path {
          path = given.program;
          name = "nix-docker-binary";
        };
      };

  modules =
    if flake != null then
      flake.modules
    else if all ? standardInput then
      [
        {
          _file = "standard input";
          imports = [ (import ./container/configuration.nix "on standard input" all.standardInput) ];
        }
      ]
    else
      standaloneLib.optional (given.configuration != null) (
        let
          path = given.configuration;
        in
        builtins.seq (import ./container/configuration.nix path (import path)) path
      );

  settings =
    { pkgs, ... }:
    {
      _file = "nix-docker";
      docker.internal = {
        inherit (given)
          name
          tag
          base
          allowUnsupported
          ;
        program = program pkgs;
        packageSet = given.packages;
      };
    };

  nixos = import ./nixos {
    inherit
      nixpkgs
      modules
      specialArgs
      system
      settings
      ;
    index = if given.packages == "debian" then index else null;
    # Who gives arguments to modules gives them to NixOS' own as well, and a flake's NixOS may have others.
    known = if specialArgs == { } && flake == null then given.known else null;
    existing = if flake == null then null else flake.existing;
  };

  standalone = import ./standalone {
    lib = standaloneLib;
    inherit specialArgs;
    modules = modules ++ [ settings ];
    pkgs = import ./standalone/packages {
      inherit index system;
      lib = standaloneLib;
      everyName = given.debianNames;
    };
  };

  withNixos = given.nixpkgs != null || given.packages == "nixpkgs";
  evaluated = if withNixos then nixos else standalone // { lib = standaloneLib; };

  optionsDoc =
    values:
    import ./container/options-doc.nix {
      inherit (evaluated) options;
      inherit values;
      lib = standaloneLib;
      nixpkgs = if withNixos then nixpkgs else null;
    };
in
{
  inherit (evaluated) config options;
  inherit (evaluated.config.system.build) image package;

  # The names of a flake's configurations.
  inherit (flake) names;

  # What a NixOS without the user's modules has.
  inherit (nixos) known;

  # What `nix-docker check` prints. The modules that read need no lib but ours.
  check = import ./container/check.nix {
    inherit (evaluated) config;
    lib = standaloneLib;
  };

  # What is beside options that there are not: asked for when there is one. `unknown` looks into the values of options
  # as well, where it may meet other mistakes.
  unknown = evaluated.unknown {
    named = given.unknownOption;
    deep = true;
  };
  unknownAtTop = evaluated.unknown {
    named = given.unknownOption;
    deep = false;
  };

  # Where the user's files say them: asked for when they are wrong.
  places = map (
    mistake: evaluated.config.docker.internal.placeOf mistake.unit mistake.directive
  ) given.mistakes;

  # What `nix-docker options` prints.
  optionsDoc = optionsDoc true;
  optionsDocWithoutValues = optionsDoc false;
}
