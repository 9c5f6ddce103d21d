# One option: from all its declarations, what is declared of it; from that and its definitions, its value.
{ lib }:
let
  inherit (builtins)
    addErrorContext
    concatMap
    head
    length
    ;
  inherit (lib.options) showDefs showFiles showOption;
  properties = import ./properties.nix { inherit lib; };
  collect = import ./collect.nix { inherit lib; };
  inherit (import ./definitions.nix { inherit lib; }) mergeDefinitions metaOf;

  # The modules inside a type say where they were declared, as far as they don't do so themselves.
  withLocation =
    file: type:
    if type.getSubModules or null == null then
      type
    else
      type.substSubModules (map (collect.setDefaultModuleLocation file) type.getSubModules);

  # What two declarations of one option must not both have.
  once = [
    "default"
    "example"
    "description"
    "apply"
  ];
in
{
  mergeOptionDecls =
    path: found:
    let
      positionOf =
        declaration:
        if declaration.position or null == null then
          {
            inherit (declaration) file;
            line = null;
            column = null;
          }
        else
          declaration.position;
      typeOf =
        { file, option, ... }:
        if option ? type then { type = withLocation file option.type; } else { };
      first = head found;
      join =
        merged: declaration:
        let
          inherit (declaration) file option;
          declared = typeOf declaration;
          type =
            if declared ? type && merged ? type then
              declared.type.typeMerge merged.type.functor
            else
              declared.type or (merged.type or null);
          clash =
            builtins.any (name: option ? ${name} && merged ? ${name}) once
            || (declared ? type && merged ? type && type == null);
        in
        if clash then
          throw "The option `${showOption path}' in `${file}' is already declared in ${showFiles merged.declarations}."
        else
          merged
          // option
          // (if type == null then { } else { inherit type; })
          // {
            declarations = merged.declarations ++ [ file ];
            declarationPositions = merged.declarationPositions ++ [ (positionOf declaration) ];
            options = merged.options ++ [ option ];
          };
    in
    builtins.foldl' join (
      first.option
      // typeOf first
      // {
        loc = path;
        declarations = [ first.file ];
        declarationPositions = [ (positionOf first) ];
        options = [ first.option ];
      }
    ) (builtins.tail found);

  evalOptionValue =
    loc: option: definitions:
    let
      type = option.type or lib.types.unspecified;
      fromDefault =
        if option ? default then
          [
            {
              file = head option.declarations;
              value = properties.mkOptionDefault option.default;
            }
          ]
        else
          [ ];
      result = mergeDefinitions loc type (
        if option.readOnly or false && length (set ++ fromDefault) > 1 then
          throw "The option `${showOption loc}' is read-only, but it's set multiple times. Definition values:${
            showDefs (map unwrapped set ++ map unwrapped fromDefault)
          }"
        else
          fromDefault ++ definitions
      );
      # A definition under a condition that does not hold sets nothing.
      set = concatMap (definition: properties.expand loc definition.file definition.value) definitions;
      unwrapped =
        definition: head (properties.expand loc definition.file definition.value ++ [ definition ]);
      deprecated =
        if type.deprecationMessage or null == null then
          value: value
        else
          lib.trivial.warn "The type `types.${type.name}' of option `${showOption loc}' in ${showFiles option.declarations} is deprecated. ${type.deprecationMessage}";
      value = if option ? apply then option.apply result.mergedValue else result.mergedValue;
    in
    option
    // {
      inherit type;
      value = deprecated (addErrorContext "while evaluating the option `${showOption loc}':" value);
      inherit (result) isDefined;
      valueMeta = metaOf loc type result.defsFinal;
      inherit (result.defsFinal') highestPrio;
      definitions = map (definition: definition.value) result.defsFinal;
      files = map (definition: definition.file) result.defsFinal;
      definitionsWithLocations = result.defsFinal;
      # For nested options: the text that refers to this one.
      __toString = _: showOption loc;
    };
}
