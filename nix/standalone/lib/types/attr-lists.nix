# Lists of sets with one attribute each: names and values in an order, of which a name may come again.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    foldl'
    head
    isAttrs
    isList
    length
    ;
  inherit (lib.options) showDefs showOption;
  inherit (lib.types) mkOptionType optionDescriptionPhrase;
  inherit (lib.modules) mkOverride;
  inherit (import ../modules/definitions.nix { inherit lib; }) mergeDefinitions metaOf;
  properties = import ../modules/properties.nix { inherit lib; };

  # The order and the priority around a value, in whichever order they are; the priority stays around it.
  peel =
    value:
    let
      kind = if isAttrs value then value._type or "" else "";
      inner = peel value.content;
    in
    # What loses is never looked into: its fields stay unevaluated.
    if kind == "order" then
      {
        inherit (inner) value priority;
        order = value.priority;
      }
    else if kind == "override" then
      {
        inherit (inner) order;
        inherit (value) priority;
        value = mkOverride value.priority inner.value;
      }
    else
      {
        inherit value;
        order = properties.defaultOrderPriority;
        priority = properties.defaultOverridePriority;
      };

  attrListWith =
    {
      elemType,
      # As a set, the values of a name joined, instead of a list.
      asAttrs ? false,
      mergeAttrValues ? _: values: values,
    }@made:
    let
      items =
        loc: definitions:
        let
          item =
            file: given:
            let
              outer = given._type or "" == "order";
              set = if outer then given.content else given;
              name = head (attrNames set);
            in
            if isAttrs set && length (attrNames set) == 1 then
              peel set.${name} // { inherit file name; } // (if outer then { order = given.priority; } else { })
            else
              throw "An element of the option `${showOption loc}' must be a set with one attribute. Definition values:${
                showDefs [
                  {
                    inherit file;
                    value = given;
                  }
                ]
              }";
          all = concatMap (
            { file, value }:
            if isList value then
              map (item file) value
            else
              map (name: peel value.${name} // { inherit file name; }) (attrNames value)
          ) definitions;
          # Of each name, the highest priority that is there.
          strongest = foldl' (
            found: one:
            if !(found ? ${one.name}) || one.priority < found.${one.name} then
              found // { ${one.name} = one.priority; }
            else
              found
          ) { } all;
          winning = filter (one: one.priority == strongest.${one.name}) all;
        in
        filter (one: one.element.isDefined) (
          map (
            one:
            one
            // {
              element = mergeDefinitions (loc ++ [ one.name ]) elemType [ { inherit (one) file value; } ];
            }
          ) (builtins.sort (left: right: left.order < right.order) winning)
        );
      listOf = map (one: {
        ${one.name} = one.element.mergedValue;
      });
    in
    mkOptionType {
      name = "attrListOf";
      description = "attribute list of ${
        optionDescriptionPhrase (class: class == "noun" || class == "composite") elemType
      }";
      descriptionClass = "composite";
      check = value: isList value || isAttrs value;
      merge =
        loc: definitions:
        let
          list = listOf (items loc definitions);
        in
        if asAttrs then builtins.zipAttrsWith mergeAttrValues list else list;
      emptyValue.value = if asAttrs then { } else [ ];
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "*" ]);
      inherit (elemType) getSubModules;
      substSubModules = modules: attrListWith (made // { elemType = elemType.substSubModules modules; });
      # Two declarations don't make one order.
      typeMerge = _: null;
      nestedTypes = { inherit elemType; };
    }
    // {
      valueMeta =
        loc: definitions:
        let
          found = items loc definitions;
        in
        {
          attrList = map (one: metaOf (loc ++ [ one.name ]) elemType one.element.defsFinal) found;
          attrListValue = listOf found;
          definitions = map (
            one:
            lib.modules.mkDefinition {
              inherit (one) file;
              value = lib.modules.mkOrder one.order { ${one.name} = one.element.mergedValue; };
            }
          ) found;
        };
    };
in
{
  inherit attrListWith;
  attrListOf = elemType: attrListWith { inherit elemType; };
}
