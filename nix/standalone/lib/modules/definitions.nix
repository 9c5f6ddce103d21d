# From the definitions of one option to its value.
{ lib }:
let
  inherit (builtins)
    all
    concatMap
    filter
    foldl'
    isAttrs
    ;
  inherit (lib.options) showDefs showOption;
  properties = import ./properties.nix { inherit lib; };
in
rec {
  # Where (`loc`), which type, and [ { file; value; } ] → everything known about the result.
  mergeDefinitions =
    loc: type: definitions:
    let
      expanded = concatMap (definition: properties.expand definition.file definition.value) definitions;
      highestPrio = foldl' (
        best: definition: if definition.priority < best then definition.priority else best
      ) 9999 expanded;
      chosen = properties.inOrder (filter (definition: definition.priority == highestPrio) expanded);
    in
    rec {
      defsFinal = map (definition: { inherit (definition) file value; }) chosen;
      defsFinal' = {
        inherit highestPrio;
        values = defsFinal;
      };
      isDefined = chosen != [ ];
      mergedValue =
        if isDefined then
          mergeChecked loc type defsFinal
        else
          throw "The option `${showOption loc}' was accessed but has no value defined. Try setting the option.";
      optionalValue = if isDefined then { value = mergedValue; } else { };
    };

  # One element of a list or one argument: the short way for what bears no property.
  mergeSingle =
    loc: type: definition:
    if isAttrs definition.value && definition.value ? _type then
      (mergeDefinitions loc type [ definition ]).optionalValue
    else
      { value = mergeChecked loc type [ definition ]; };

  mergeChecked =
    loc: type: definitions:
    if all (definition: type.check definition.value) definitions then
      type.merge loc definitions
    else
      throw "A definition for option `${showOption loc}' is not of type `${type.description}'. Definition values:${
        showDefs (filter (definition: !type.check definition.value) definitions)
      }";
}
