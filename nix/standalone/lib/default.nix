# See ./library.nix.
import ./library.nix { }
