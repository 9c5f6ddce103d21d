# The user's configuration, if it is a module; `name` says which it is.
name: value:
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
  kind = kinds.${builtins.typeOf value} or null;
in
if kind == null then
  value
else
  throw "the configuration ${name} is ${kind}: it has to be a set of options, { … }, or a function that gives one, { config, pkgs, ... }: { … }"
