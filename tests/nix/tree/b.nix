content of b.nix
