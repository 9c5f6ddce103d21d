# What the flake of this project makes of NixOS configurations, without the command line.
#
#   package  from a package set to the program in it
{ package }:
{
  # The image's name, and its tag: null is none.
  name ? "nix-docker-build",
  tag ? null,
  # An evaluated NixOS, as nixosSystem gives it,
  nixos ? null,
  # or modules, and the nixpkgs that they are for.
  modules ? [ ],
  nixpkgs ? null,
  specialArgs ? { },
  system ? null,
  # The program, for a package set.
  program ? package,
  allowUnsupported ? false,
}:
let
  tree = if nixos != null then import ./tree.nix nixos.options else nixpkgs.outPath or nixpkgs;

  settings =
    { pkgs, ... }:
    {
      _file = "nix-docker";
      docker.internal = {
        inherit name tag allowUnsupported;
        details = false;
        program = import ../container/program.nix {
          inherit pkgs;
          binary = "${program pkgs}/bin/nix-docker";
          version = (program pkgs).version or "0";
        };
      };
    };

  evaluated = import ./. {
    nixpkgs = import ./suited.nix {
      nixpkgs = tree;
      name = "the nixpkgs at ${toString tree}";
    };
    existing = nixos;
    system = if system != null then system else builtins.currentSystem or "x86_64-linux";
    inherit modules specialArgs settings;
  };

  inherit (evaluated.config.system) build;
in
{
  # sbin/docker-load puts the stand-alone image into the Docker daemon.
  image = build.loader;
  # sbin/docker-run runs it with the host's store.
  inherit (build) package;
  # image.json, rootfs.json, units.json.
  spec = build.image;
}
