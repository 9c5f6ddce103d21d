# Lists and attribute sets of elements of a type.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatLists
    filter
    isAttrs
    isList
    mapAttrs
    zipAttrsWith
    ;
  inherit (lib.lists) imap1;
  inherit (lib.types)
    addCheck
    elementFunctor
    mkOptionType
    optionDescriptionPhrase
    ;
  inherit (import ../modules/definitions.nix { inherit lib; }) mergeDefinitions mergeSingle metaOf;

  elementPhrase = optionDescriptionPhrase (class: class == "noun" || class == "composite");

  listOf =
    elemType:
    let
      # Only for what is known of the elements besides; their values are merged the short way.
      elements =
        made: definitions:
        concatLists (
          imap1 (
            d: definition:
            imap1 (e: value: rec {
              loc = made ++ [ "[definition ${toString d}-entry ${toString e}]" ];
              merged = mergeDefinitions loc elemType [
                {
                  inherit (definition) file;
                  inherit value;
                }
              ];
            }) definition.value
          ) definitions
        );
    in
    mkOptionType rec {
      name = "listOf";
      description = "list of ${elementPhrase elemType}";
      descriptionClass = "composite";
      check = isList;
      merge =
        loc: definitions:
        map (element: element.value) (
          filter (element: element ? value) (
            concatLists (
              imap1 (
                d: definition:
                imap1 (
                  e: value:
                  mergeSingle (loc ++ [ "[definition ${toString d}-entry ${toString e}]" ]) elemType {
                    inherit (definition) file;
                    inherit value;
                  }
                ) definition.value
              ) definitions
            )
          )
        );
      emptyValue.value = [ ];
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "*" ]);
      inherit (elemType) getSubModules;
      substSubModules = modules: listOf (elemType.substSubModules modules);
      functor = elementFunctor name (payload: listOf payload.elemType) { inherit elemType; };
      nestedTypes = { inherit elemType; };
    }
    // {
      valueMeta = loc: definitions: {
        list = map (element: metaOf element.loc elemType element.merged.defsFinal) (
          filter (element: element.merged.isDefined) (elements loc definitions)
        );
      };
    };

  attrsWith =
    {
      elemType,
      # Lazy: names don't depend on conditions, so that elements may refer to each other's absence.
      lazy ? false,
      # Stands for the name in the reference.
      placeholder ? "name",
    }@made:
    let
      functor = elementFunctor "attrsWith" attrsWith { inherit elemType lazy placeholder; };
      elements =
        loc: definitions:
        zipAttrsWith (name: mergeDefinitions (loc ++ [ name ]) elemType) (
          map (
            definition:
            mapAttrs (_: value: {
              inherit (definition) file;
              inherit value;
            }) definition.value
          ) definitions
        );
    in
    mkOptionType {
      name = if lazy then "lazyAttrsOf" else "attrsOf";
      description = "${if lazy then "lazy " else ""}attribute set of ${elementPhrase elemType}";
      descriptionClass = "composite";
      check = isAttrs;
      merge =
        loc: definitions:
        let
          all = elements loc definitions;
          absent = filter (name: !all.${name}.isDefined) (attrNames all);
        in
        if lazy then
          mapAttrs (
            _: element: element.optionalValue.value or elemType.emptyValue.value or element.mergedValue
          ) all
        else
          mapAttrs (_: element: element.mergedValue) (if absent == [ ] then all else removeAttrs all absent);
      emptyValue.value = { };
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<${placeholder}>" ]);
      inherit (elemType) getSubModules;
      substSubModules = modules: attrsWith (made // { elemType = elemType.substSubModules modules; });
      functor = functor // {
        binOp =
          left: right:
          let
            joined = functor.binOp left right;
            chosen =
              if left.placeholder == right.placeholder || right.placeholder == "name" then
                left.placeholder
              else if left.placeholder == "name" then
                right.placeholder
              else
                null;
          in
          if joined == null || left.lazy != right.lazy || chosen == null then
            null
          else
            joined // { placeholder = chosen; };
      };
      nestedTypes = { inherit elemType; };
    }
    // {
      valueMeta = loc: definitions: {
        attrs = mapAttrs (name: element: metaOf (loc ++ [ name ]) elemType element.defsFinal) (
          lib.attrsets.filterAttrs (_: element: element.isDefined) (elements loc definitions)
        );
      };
    };

  nonEmptyListOf =
    elemType:
    let
      list = addCheck (listOf elemType) (items: items != [ ]);
    in
    list
    // {
      description = "non-empty ${optionDescriptionPhrase (class: class == "noun") list}";
      emptyValue = { };
      substSubModules = modules: nonEmptyListOf (elemType.substSubModules modules);
    };
in
{
  inherit attrsWith listOf nonEmptyListOf;
  attrsOf = elemType: attrsWith { inherit elemType; };
  lazyAttrsOf =
    elemType:
    attrsWith {
      inherit elemType;
      lazy = true;
    };
  loaOf =
    elemType:
    lib.types.attrsOf elemType
    // {
      name = "loaOf";
      deprecationMessage = "Mixing lists with attribute values is no longer possible; use `types.attrsOf' instead.";
    };
  # Shallow: a later definition of a name replaces an earlier one.
  attrs = mkOptionType {
    name = "attrs";
    description = "attribute set";
    check = isAttrs;
    merge = _: builtins.foldl' (merged: definition: merged // definition.value) { };
    emptyValue.value = { };
  };
}
