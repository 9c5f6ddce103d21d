# A module of NixOS' as it is, except for its warnings and assertions. To read the warnings of a configuration means
# to evaluate those of every module, and some modules go through every unit, or every user of a machine, for theirs.
#
#   about  a function from a NixOS' configuration to the one that the module's warnings and assertions are about; where
#          it is null, or gives null, the module has none
{
  lib,
  about ? null,
}:
file:
let
  module = import file;

  # nixpkgs' own function warns when it is used.
  inherit (import ../standalone/lib) dischargeProperties;

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

  said =
    arguments: name:
    let
      config = about arguments.config;
      definitions = dischargeProperties (module (arguments // { inherit config; })).config;
      values = definition: lib.concatLists (dischargeProperties (definition.${name} or [ ]));
    in
    if config == null then [ ] else lib.concatMap values definitions;

  quiet =
    arguments: result:
    if !(result ? config) then
      without result
    else
      result
      // {
        config =
          if about == null then
            without result.config
          else
            lib.mkMerge [
              (without result.config)
              (lib.genAttrs [ "assertions" "warnings" ] (said arguments))
            ];
      };
in
{
  _file = toString file;
  key = toString file;
  imports = [
    (
      if lib.isFunction module then
        lib.setFunctionArgs (arguments: quiet arguments (module arguments)) (lib.functionArgs module)
      else
        quiet { } module
    )
  ];
}
