# Ways in which the definitions of an option become one value.
{ lib }:
let
  inherit (builtins)
    all
    concatLists
    head
    isAttrs
    isBool
    isFunction
    isInt
    isList
    isString
    length
    ;
  inherit (lib.options) showDefs showOption;
  valuesOf = map (definition: definition.value);
  advice = "\nTo choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.";

  self = {
    # By the kind of the values, for options that have no type.
    mergeDefaultOption =
      loc: definitions:
      let
        values = valuesOf definitions;
      in
      if length values == 1 then
        head values
      else if all isFunction values then
        argument: self.mergeDefaultOption loc (map (d: d // { value = d.value argument; }) definitions)
      else if all isList values then
        concatLists values
      else if all isAttrs values then
        lib.attrsets.mergeAttrsList values
      else if all isBool values then
        builtins.any (value: value) values
      else if all isString values then
        lib.strings.concatStrings values
      else if all isInt values && all (value: value == head values) values then
        head values
      else
        throw "Cannot merge the definitions of `${showOption loc}'. Definition values:${showDefs definitions}";

    mergeOneOption = self.mergeUniqueOption { message = ""; };

    mergeUniqueOption =
      {
        message ? "",
        merge ? null,
      }:
      loc: definitions:
      if length definitions == 1 then
        (if merge == null then (head definitions).value else merge loc definitions)
      else
        throw "The option `${showOption loc}' is defined multiple times while it's expected to be unique.${
          if message == "" then "" else "\n${message}"
        }\nDefinition values:${showDefs definitions}${advice}";

    mergeEqualOption =
      loc: definitions:
      let
        first = (head definitions).value;
      in
      if length definitions == 1 then
        first
      else if all (definition: definition.value == first) definitions then
        first
      else
        throw "The option `${showOption loc}' has conflicting definition values:${showDefs definitions}${advice}";
  };
in
self
