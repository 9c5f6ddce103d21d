# A module of this tree, which counts once, however many copies of the tree there are: a configuration may import
# nixosModules.default of another version than the program that looks at it.
#
#   complete  what is done to the arguments that it gets
{
  complete ? arguments: arguments,
}:
file:
let
  module = import file;
  keyed = result: { _file = file; } // result // { key = "nix-docker: ${baseNameOf file}"; };
in
if builtins.isFunction module then
  {
    __functor = _: arguments: keyed (module (complete arguments));
    __functionArgs = builtins.functionArgs module;
  }
else
  keyed module
