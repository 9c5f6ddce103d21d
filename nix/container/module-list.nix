# What turns an evaluated configuration into an image, whichever modules declared its services.
import ./writers.nix ++ import ./readers.nix
