# The container's modules that declare options and add to what services and NixOS' modules say.
[
  ./docker.nix
  ./internal.nix
  ./supervisord.nix
  ./base.nix
  ./boot.nix
]
