# nixpkgs' builders, run by the host's shell and tools, without a network.
arguments@{
  lib,
  system,
  pkgs,
}:
import ./stdenv.nix arguments
// import ./text.nix arguments
// import ./checked.nix { inherit lib pkgs; }
// import ./trees.nix arguments
// import ./fetch.nix arguments
// import ./replace-secret.nix { inherit pkgs; }
// {
  formats = import ./formats.nix arguments;
}
