# The nixpkgs that an evaluated NixOS is of, by where it declares an option: the file has been in one place always.
options:
let
  file = toString (builtins.head options.environment.etc.declarations);
in
builtins.head (builtins.match "(.*)/nixos/modules/.*" file)
