# A module of NixOS' as it is, but for what it warns of and asserts. To read the warnings of a configuration means to
# evaluate all that any module has of them, and ./machines.nix has files whose warnings go through every unit.
{ lib }:
file:
let
  module = import file;

  # What a module defines, as a whole or under a condition.
  without =
    definitions:
    let
      kind = definitions._type or null;
    in
    if kind == "if" then
      definitions // { content = without definitions.content; }
    else if kind == "merge" then
      definitions // { contents = map without definitions.contents; }
    else
      removeAttrs definitions [
        "assertions"
        "warnings"
      ];

  quiet =
    result:
    if result ? config then result // { config = without result.config; } else without result;
in
{
  _file = toString file;
  key = toString file;
  imports = [
    (
      if lib.isFunction module then
        lib.setFunctionArgs (arguments: quiet (module arguments)) (lib.functionArgs module)
      else
        quiet module
    )
  ];
}
