# The modules that read a configuration and make the image of it.
[
  ./docker.nix
  ./internal.nix
  ./time-zones.nix
  ./units.nix
  ./rootfs.nix
  ./image.nix
  ./package.nix
  ./load.nix
]
