# A module of this tree, which counts once, however many copies of the tree there are: a configuration may import
# nixosModules.default of another version than the program that looks at it.
file: {
  key = "nix-docker: ${baseNameOf file}";
  _file = file;
  imports = [ file ];
}
