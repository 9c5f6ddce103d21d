# What turns an evaluated configuration into an image, whichever modules declared its services.
[
  ./docker.nix
  ./internal.nix
  ./supervisord.nix
  ./base.nix
  ./boot.nix
  ./time-zones.nix
  ./units.nix
  ./rootfs.nix
  ./image.nix
  ./package.nix
]
