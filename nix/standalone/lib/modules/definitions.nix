# From the definitions of one option to its value.
{ lib }:
let
  inherit (builtins)
    all
    any
    concatMap
    filter
    foldl'
    head
    isAttrs
    length
    ;
  inherit (lib.options) showDefs showOption;
  properties = import ./properties.nix { inherit lib; };
in
rec {
  # Where (`loc`), which type, and [ { file; value; } ] → everything known about the result.
  mergeDefinitions =
    loc: type: definitions:
    let
      expanded = concatMap (
        definition:
        if definition.value ? _type then
          properties.expand loc definition.file definition.value
        else
          [ (definition // { priority = properties.defaultOverridePriority; }) ]
      ) definitions;
      # Most options have one.
      isOnly = length expanded == 1;
      highestPrio =
        if isOnly then
          (head expanded).priority
        else
          foldl' (
            best: definition: if definition.priority < best then definition.priority else best
          ) 9999 expanded;
      winners =
        if isOnly then
          builtins.seq highestPrio expanded
        else
          filter (definition: definition.priority == highestPrio) expanded;
    in
    rec {
      defsFinal = properties.finish loc winners;
      defsFinal' = {
        inherit highestPrio;
        values = defsFinal;
      };
      isDefined = winners != [ ];
      mergedValue =
        if isDefined then
          mergeChecked loc type defsFinal
        else
          throw "The option `${showOption loc}' was accessed but has no value defined. Try setting the option.";
      optionalValue = if isDefined then { value = mergedValue; } else { };
    };

  # An option of the kind attrsOf: each name's value with the highest priority of its definitions.
  mergeAttrDefinitionsWithPrio =
    option:
    builtins.mapAttrs
      (_: found: {
        inherit (found.defsFinal') highestPrio;
        value = found.mergedValue;
      })
      (
        builtins.zipAttrsWith
          (name: mergeDefinitions (option.loc ++ [ name ]) option.type.nestedTypes.elemType)
          (
            map (
              definition:
              builtins.mapAttrs (_: value: {
                inherit (definition) file;
                inherit value;
              }) definition.value
            ) option.definitionsWithLocations
          )
      );

  # What a type knows of a value besides: of a submodule, its configuration. Our types have it as
  # `valueMeta`, those that are made as nixpkgs' as a part
  # of `merge.v2`.
  metaOf =
    loc: type: definitions:
    if definitions == [ ] then
      { }
    else if type ? valueMeta then
      type.valueMeta loc definitions
    else if isAttrs type.merge && type.merge ? v2 then
      (type.merge.v2 {
        inherit loc;
        defs = definitions;
      }).valueMeta
    else
      { };

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
      let
        wrong = filter (definition: !type.check definition.value) definitions;
      in
      throw "A definition for option `${showOption loc}' is not of type `${type.description}'. Definition values:${showDefs wrong}${
        if any (definition: builtins.isFunction definition.value) wrong then
          "\nWhere a function stands, a call (of mkIf, of mkOption, …) lacks an argument perhaps."
        else
          ""
      }";
}
