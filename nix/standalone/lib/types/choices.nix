# Types that offer a choice: of values, of other types, of tags.
{ lib }:
let
  inherit (builtins)
    all
    attrNames
    concatStringsSep
    elem
    filter
    head
    isAttrs
    length
    mapAttrs
    tail
    ;
  inherit (lib.options)
    mergeEqualOption
    mergeOneOption
    showDefs
    showFiles
    showOption
    ;
  inherit (lib.types)
    elementFunctor
    formerWrapped
    mkOptionType
    optionDescriptionPhrase
    ;
  inherit (import ../modules/option.nix { inherit lib; }) evalOptionValue;

  enum =
    values:
    mkOptionType rec {
      name = "enum";
      description =
        let
          show =
            value:
            if builtins.isString value then
              ''"${value}"''
            else if builtins.isInt value then
              toString value
            else if builtins.isBool value then
              lib.trivial.boolToString value
            else
              "<${builtins.typeOf value}>";
        in
        if values == [ ] then
          "impossible (empty enum)"
        else if length values == 1 then
          "value ${show (head values)} (singular enum)"
        else
          "one of ${lib.strings.concatMapStringsSep ", " show values}";
      descriptionClass = if length values < 2 then "noun" else "conjunction";
      check = value: elem value values;
      merge = mergeEqualOption;
      functor = lib.types.defaultFunctor name // {
        type = payload: enum payload.values;
        payload = { inherit values; };
        binOp = left: right: { values = lib.lists.unique (left.values ++ right.values); };
      };
    };

  either =
    left: right:
    mkOptionType rec {
      name = "either";
      description =
        if left.descriptionClass or null == "nonRestrictiveClause" then
          # A clause with its own commas needs one before the "or".
          "${left.description}, or ${
            optionDescriptionPhrase (class: class == "noun" || class == "conjunction") right
          }"
        else
          "${optionDescriptionPhrase (class: class == "noun" || class == "conjunction") left} or ${
            optionDescriptionPhrase (
              class: class == "noun" || class == "conjunction" || class == "composite"
            ) right
          }";
      descriptionClass = "conjunction";
      check = value: left.check value || right.check value;
      merge =
        loc: definitions:
        let
          fits = type: all (definition: type.check definition.value) definitions;
        in
        if fits left then
          left.merge loc definitions
        else if fits right then
          right.merge loc definitions
        else
          lib.warn "The option `${showOption loc}': One or more definitions did not pass the type-check of the 'either' type, ${left.description} or ${right.description}, and are taken as they are. Definition values:${showDefs definitions}" (
            mergeOneOption loc definitions
          );
      # Two eithers go together when their parts do, in the same order.
      typeMerge =
        theirs:
        let
          joinedLeft = left.typeMerge (builtins.elemAt theirs.payload.elemType 0).functor;
          joinedRight = right.typeMerge (builtins.elemAt theirs.payload.elemType 1).functor;
        in
        if theirs.name == "either" && joinedLeft != null && joinedRight != null then
          either joinedLeft joinedRight
        else
          null;
      functor = lib.types.defaultFunctor name // {
        type = payload: either (builtins.elemAt payload.elemType 0) (builtins.elemAt payload.elemType 1);
        payload.elemType = [
          left
          right
        ];
        wrapped = formerWrapped [
          left
          right
        ];
      };
      nestedTypes = { inherit left right; };
    };

  nullOr =
    elemType:
    mkOptionType rec {
      name = "nullOr";
      description = "null or ${
        optionDescriptionPhrase (class: class == "noun" || class == "conjunction") elemType
      }";
      descriptionClass = "conjunction";
      check = value: value == null || elemType.check value;
      merge =
        loc: definitions:
        let
          nulls = filter (definition: definition.value == null) definitions;
        in
        if nulls == [ ] then
          elemType.merge loc definitions
        else if length nulls == length definitions then
          null
        else
          throw "The option `${showOption loc}' is defined both null and not null, in ${
            showFiles (map (definition: definition.file) definitions)
          }. Definition values:${showDefs definitions}";
      emptyValue.value = null;
      inherit (elemType) getSubOptions getSubModules;
      substSubModules = modules: nullOr (elemType.substSubModules modules);
      functor = elementFunctor name (payload: nullOr payload.elemType) { inherit elemType; };
      nestedTypes = { inherit elemType; };
    }
    // (
      if elemType ? valueMeta then
        {
          valueMeta =
            loc: definitions:
            if all (definition: definition.value == null) definitions then
              { }
            else
              elemType.valueMeta loc definitions;
        }
      else
        { }
    );

  # An attribute set with exactly one attribute, whose name says which of the options it is.
  attrTag =
    given:
    let
      names = concatStringsSep ", " (attrNames given);
      tags = mapAttrs (name: option: placeOf name // option) given;
      # Where each tag was written.
      placeOf =
        name:
        let
          position = builtins.unsafeGetAttrPos name given;
        in
        {
          declarations = if position == null then [ ] else [ position.file ];
          declarationPositions = if position == null then [ ] else [ position ];
        };
    in
    assert all (
      name:
      lib.options.isOption given.${name}
      || throw "types.attrTag: the tag `${name}' must be an option, made with mkOption"
    ) (attrNames given);
    mkOptionType {
      name = "attrTag";
      description = "attribute-tagged union with choices: ${names}";
      descriptionClass = "noun";
      check = value: isAttrs value && length (attrNames value) == 1 && given ? ${head (attrNames value)};
      merge =
        loc: definitions:
        let
          chosen = lib.lists.unique (
            lib.lists.concatMap (definition: attrNames definition.value) definitions
          );
          tag = head chosen;
          # As for any option: its default, its type, its apply.
          option = evalOptionValue (loc ++ [ tag ]) tags.${tag} (
            map (definition: {
              inherit (definition) file;
              value = definition.value.${tag};
            }) definitions
          );
        in
        if length chosen == 1 then
          { ${tag} = option.value; }
        else
          throw "The option `${showOption loc}' is defined with several tags, of ${names}, but it must have one. Definition values:${showDefs definitions}";
      getSubOptions =
        prefix:
        mapAttrs (
          name: option:
          {
            loc = prefix ++ [ name ];
          }
          // option
        ) tags;
      functor = lib.types.defaultFunctor "attrTag" // {
        type = payload: attrTag payload.tags;
        payload = { inherit tags; };
        binOp =
          left: right:
          let
            joined = lib.attrsets.mapAttrs (
              name: option:
              if left.tags ? ${name} && right.tags ? ${name} then
                left.tags.${name}
                // {
                  type = left.tags.${name}.type.typeMerge option.type.functor;
                  declarations = left.tags.${name}.declarations ++ right.tags.${name}.declarations;
                  declarationPositions =
                    left.tags.${name}.declarationPositions ++ right.tags.${name}.declarationPositions;
                }
              else
                option
            ) (left.tags // right.tags);
          in
          if builtins.any (name: joined.${name}.type or true == null) (attrNames joined) then
            null
          else
            { tags = joined; };
      };
    };
in
{
  inherit
    attrTag
    either
    enum
    nullOr
    ;
  oneOf =
    types:
    if types == [ ] then
      throw "types.oneOf needs at least one type in its list"
    else
      builtins.foldl' either (head types) (tail types);
}
