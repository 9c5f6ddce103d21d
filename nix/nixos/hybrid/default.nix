# NixOS' modules with the packages of Debian, where Debian has them: a module that hands the modules such a
# package set, made as the configuration's `nixpkgs.*` say.
#
#   nixpkgs  path of the tree
#   index    what apt said, see ../../standalone/packages/debian.nix
{
  nixpkgs,
  system,
  index,
}:
{
  config,
  lib,
  options,
  ...
}:

let
  cfg = config.nixpkgs;
  given = cfg.pkgs;
  isGiven = options.nixpkgs.pkgs.isDefined or false;

  tree = if isGiven then given.path else nixpkgs;
  settings = if isGiven then given.config else cfg.config;
  overlays = (if isGiven then given.overlays else [ ]) ++ cfg.overlays;

  # Without Debian. What stays nixpkgs' own is of this one, so it is what its binary cache has.
  original = import tree {
    config = settings;
    localSystem = { inherit system; };
    inherit overlays;
  };

  debian = import ../../standalone/packages {
    inherit system index;
    lib = import ../../standalone/lib;
  };

  pkgs = import tree {
    config = settings;
    localSystem = { inherit system; };
    overlays = [
      (import ./overlay.nix {
        inherit lib debian original;
        inherit (config.docker.internal) program;
      })
    ]
    ++ overlays;
    # One stage: there is nothing to bootstrap.
    stdenvStages = arguments: [
      (_: {
        inherit (arguments) config overlays;
        stdenv = import ./stdenv.nix {
          inherit
            tree
            arguments
            debian
            ;
        };
      })
    ];
  };
in
{
  _file = ./default.nix;

  imports = [
    ./locale.nix
    ./nginx.nix
    ./services.nix
  ];

  _module.args.pkgs = lib.mkOverride 10 pkgs;

  environment = {
    # NixOS takes it from the C library.
    etc.rpc.source = lib.mkOverride 90 "${pkgs.iana-etc}/etc/rpc";
  }
  # profiles/hardened.nix names another; Debian's programs do not read NixOS' file about it.
  // lib.optionalAttrs ((options.environment or { }) ? memoryAllocator) {
    memoryAllocator.provider = lib.mkOverride 900 "libc";
  };
}
