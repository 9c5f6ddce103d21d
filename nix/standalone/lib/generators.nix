# Nix values as text in other formats.
{ lib }:
import ./generators/pretty.nix { inherit lib; }
// import ./generators/ini.nix { inherit lib; }
// import ./generators/other.nix { inherit lib; }
