content of sub/d.nix
