# The user's file, if there is a module in it.
path:
let
  kinds = {
    bool = "true or false";
    float = "a number";
    int = "a number";
    lambda = null;
    list = "a list";
    null = "null";
    path = "a path";
    set = null;
    string = "a text";
  };
  kind = kinds.${builtins.typeOf (import path)} or null;
in
if kind == null then
  path
else
  throw "the configuration ${path} is ${kind}: it has to be a set of options, { … }, or a function that gives one, { config, pkgs, ... }: { … }"
