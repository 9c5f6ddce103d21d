# Types made of one other type: with a further check, unique, converted, as a function's result.
{ lib }:
let
  inherit (lib.options) mergeUniqueOption;
  inherit (lib.types) elementFunctor mkOptionType optionDescriptionPhrase;
  inherit (import ../modules/definitions.nix { inherit lib; }) mergeDefinitions;

  unique =
    { message }:
    type:
    mkOptionType rec {
      name = "unique";
      inherit (type) description descriptionClass check;
      merge = mergeUniqueOption {
        inherit message;
        inherit (type) merge;
      };
      inherit (type) emptyValue getSubOptions getSubModules;
      substSubModules = modules: unique { inherit message; } (type.substSubModules modules);
      functor = elementFunctor name (payload: unique { inherit message; } payload.elemType) {
        elemType = type;
      };
      nestedTypes.elemType = type;
    };
in
{
  inherit unique;
  uniq = unique { message = ""; };

  addCheck = type: check: type // { check = value: type.check value && check value; };

  # What is of `from` is converted by `convert` to `to`.
  coercedTo =
    from: convert: to:
    if from.getSubModules != null then
      throw "types.coercedTo: the type to convert from can't have submodules (it's a ${from.description})"
    else
      mkOptionType rec {
        name = "coercedTo";
        description = "${optionDescriptionPhrase (class: class == "noun") to} or ${
          optionDescriptionPhrase (class: class == "noun") from
        } convertible to it";
        check = value: to.check value || (from.check value && to.check (convert value));
        merge =
          loc: definitions:
          to.merge loc (
            map (
              definition:
              if from.check definition.value then
                definition // { value = convert definition.value; }
              else
                definition
            ) definitions
          );
        inherit (to) emptyValue getSubOptions getSubModules;
        substSubModules = modules: lib.types.coercedTo from convert (to.substSubModules modules);
        # A conversion can't be compared with another one.
        typeMerge = _: null;
        functor = lib.types.defaultFunctor name // {
          wrapped = lib.types.formerWrapped to;
        };
        nestedTypes = {
          coercedType = from;
          finalType = to;
        };
      };

  functionTo =
    result:
    mkOptionType rec {
      name = "functionTo";
      description = "function that evaluates to a(n) ${
        optionDescriptionPhrase (class: class == "noun" || class == "composite") result
      }";
      descriptionClass = "composite";
      check = lib.trivial.isFunction;
      merge =
        loc: definitions:
        let
          args = builtins.foldl' (
            merged: definition: merged // lib.trivial.functionArgs definition.value
          ) { } definitions;
          function =
            argument:
            (mergeDefinitions (loc ++ [ "<function body>" ]) result (
              map (definition: {
                inherit (definition) file;
                value = definition.value argument;
              }) definitions
            )).mergedValue;
        in
        if args == { } then function else lib.trivial.setFunctionArgs function args;
      getSubOptions = prefix: result.getSubOptions (prefix ++ [ "<function body>" ]);
      inherit (result) getSubModules;
      substSubModules = modules: lib.types.functionTo (result.substSubModules modules);
      functor = elementFunctor name (payload: lib.types.functionTo payload.elemType) {
        elemType = result;
      };
      nestedTypes.elemType = result;
    };
}
