# Options: declaring them, showing them, the ways to merge their definitions, and their reference.
{ lib }:
import ./options/declare.nix { inherit lib; }
// import ./options/show.nix { inherit lib; }
// import ./options/merge.nix { inherit lib; }
// import ./options/document.nix { inherit lib; }
