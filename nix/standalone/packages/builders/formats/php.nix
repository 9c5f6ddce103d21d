# PHP: a file that sets a variable, or returns what it says.
{
  lib,
  pkgs,
  value,
}:
{
  finalVariable ? null,
}:
let
  entries = set: lib.mapAttrsToList (name: item: "${text name} => ${php item}") set;
  array = items: "[${lib.concatStringsSep ", " items}]";

  # Between single quotes nothing but these two means anything.
  text = string: "'${lib.escape [ "'" "\\" ] string}'";

  php =
    v:
    if builtins.isAttrs v && v ? outPath || builtins.isPath v then
      text "${v}"
    else if builtins.isString v then
      text v
    else if builtins.isList v then
      array (map php v)
    else if !builtins.isAttrs v then
      # null, true and false, and the numbers are JSON's.
      builtins.toJSON v
    else if v._phpType or null == "raw" then
      v.value
    else if v._phpType or null == "mixed_array" then
      array (map php v.value.list ++ entries v.value.set)
    else
      array (entries v);
in
{
  type = value "PHP value" [ ];
  lib = {
    mkRaw = raw: {
      _phpType = "raw";
      value = raw;
    };
    mkMixedArray = list: set: {
      _phpType = "mixed_array";
      value = { inherit list set; };
    };
  };
  generate =
    name: v:
    let
      head = if finalVariable == null then "return" else "$" + "${finalVariable} =";
    in
    pkgs.writeText name "<?php\ndeclare(strict_types=1);\n${head} ${php v};\n";
}
