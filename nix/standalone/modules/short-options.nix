# Options of the kinds that modules have most: `flag false "Whether …"` instead of five lines.
{ lib }:
let
  inherit (lib) types;
  option =
    type: default: description:
    lib.mkOption { inherit type default description; };
in
{
  # `option TYPE DEFAULT DESCRIPTION`; the others have their type.
  inherit option;
  flag = option types.bool;
  number = option types.int;
  text = option types.str;
  path = option types.path;
  words = option (types.listOf types.str);
  # Empty by default, or null.
  lines = option types.lines "";
  orNull = type: option (types.nullOr type) null;
}
