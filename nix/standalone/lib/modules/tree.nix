# From the modules' declarations and definitions to the tree of options and the tree of values.
#
# Works level by level: at each level, declarations and definitions are grouped by name; a name is
# either an option (a leaf) or a set of options (a level below). What is defined but not declared is
# handed up as `unmatched`.
{ lib }:
let
  inherit (builtins)
    addErrorContext
    attrNames
    attrValues
    concatMap
    filter
    head
    isAttrs
    length
    mapAttrs
    unsafeGetAttrPos
    zipAttrsWith
    ;
  inherit (lib.options)
    isOption
    showDefs
    showFiles
    showOption
    ;
  properties = import ./properties.nix { inherit lib; };
  collect = import ./collect.nix { inherit lib; };
  inherit (import ./definitions.nix { inherit lib; }) mergeDefinitions metaOf;

  group = zipAttrsWith (_: values: values);

  # declarations: [ { file; set; } ], definitions: [ { file; value; } ]
  level =
    path: declarations: definitions:
    let
      declared = group (map declarationsOf declarations);
      defined = group (concatMap definitionsOf definitions);

      declarationsOf =
        { file, set }:
        if isAttrs set then
          mapAttrs (name: option: {
            inherit file option;
            position = unsafeGetAttrPos name set;
          }) set
        else
          throw "The ${
            if path == [ ] then "`options'" else "options under `${showOption path}'"
          } in `${file}' must be an attribute set of options, but they are ${builtins.typeOf set}.";
      definitionsOf =
        { file, value }:
        map (
          branch:
          if isAttrs branch.set then
            mapAttrs (_: value: {
              inherit (branch) file;
              inherit value;
            }) branch.set
          else if path == [ ] then
            throw "The configuration of the module `${toString branch.file}' must be an attribute set of definitions, but it is ${
              if builtins.isFunction branch.set then
                "a function. A call, of mkIf perhaps, lacks an argument"
              else
                builtins.typeOf branch.set
            }."
          else
            throw "The option `${showOption path}' is a set of options, so it can only be set to an attribute set. Definition values:${
              showDefs [
                {
                  inherit (branch) file;
                  value = branch.set;
                }
              ]
            }"
        ) (properties.branches path file value);

      nodes = mapAttrs (name: found: node (path ++ [ name ]) found (defined.${name} or [ ])) declared;
      undeclared = removeAttrs defined (attrNames declared);
    in
    {
      options = mapAttrs (_: child: child.options) nodes;
      config = mapAttrs (_: child: child.config) nodes;
      unmatched =
        if definitions == [ ] then
          [ ]
        else
          concatMap (
            name:
            map (
              definition:
              definition
              // {
                path = path ++ [ name ];
              }
            ) undeclared.${name}
          ) (attrNames undeclared)
          ++ concatMap (child: child.unmatched) (attrValues nodes);
    };

  node =
    path: found: definitions:
    let
      leaves = filter (declaration: isOption declaration.option) found;
      sets = filter (declaration: !isOption declaration.option) found;
      misplaced = builtins.filter (
        declaration: isAttrs declaration.option && builtins.isString (declaration.option._type or null)
      ) sets;
      holdsOptions = declaration: (declaration.option.type.getSubModules or null) != null;
      # `options.a = submodule …` here and `options.a.b = …` there: the latter adds to the former.
      asSubmodule =
        declaration:
        if isOption declaration.option then
          declaration
        else
          declaration
          // {
            option = lib.options.mkOption {
              type = lib.types.submoduleWith {
                modules = [
                  {
                    _file = declaration.file;
                    options = declaration.option;
                  }
                ];
              };
            };
          };
    in
    if misplaced != [ ] then
      throw "The option `${showOption path}' in ${
        showFiles (map (declaration: declaration.file) misplaced)
      } must be declared with mkOption, but it is ${
        if (head misplaced).option._type == "option-type" then
          "a bare type. Write `mkOption { type = …; }'"
        else
          "a value of the kind \"${(head misplaced).option._type}\""
      }."
    else if leaves == [ ] then
      level path (map (declaration: {
        inherit (declaration) file;
        set = declaration.option;
      }) found) definitions
    else if sets == [ ] then
      leaf path found definitions
    else if builtins.all holdsOptions leaves then
      leaf path (map asSubmodule found) definitions
    else
      throw "The option `${showOption path}' in ${
        showFiles (map (leaf: leaf.file) leaves)
      } can't have options inside, since its type is `${
        (head leaves).option.type.description or "unspecified"
      }', but ${showFiles (map (set: set.file) sets)} declares `${
        showOption (path ++ [ (head (attrNames (head sets).option)) ])
      }'. Its type must be a submodule, or the options must not be nested.";

  leaf =
    path: found: definitions:
    let
      option = evalOptionValue path (mergeOptionDecls path found) definitions;
    in
    {
      options = option;
      config = option.value;
      unmatched = [ ];
    };

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

  mergeOptionDecls =
    path: found:
    let
      base = {
        loc = path;
        declarations = [ ];
        declarationPositions = [ ];
        options = [ ];
      };
      join =
        merged:
        {
          file,
          option,
          position ? null,
        }:
        let
          declaredType = withLocation file option.type;
          type =
            if option ? type && merged ? type then
              declaredType.typeMerge merged.type.functor
            else if option ? type then
              declaredType
            else
              merged.type or null;
          clash =
            builtins.any (name: option ? ${name} && merged ? ${name}) once
            || (option ? type && merged ? type && type == null);
        in
        if clash then
          throw "The option `${showOption path}' in `${file}' is already declared in ${showFiles merged.declarations}."
        else
          merged
          // option
          // (if type == null then { } else { inherit type; })
          // {
            declarations = merged.declarations ++ [ file ];
            declarationPositions = merged.declarationPositions ++ [
              (
                if position == null then
                  {
                    inherit file;
                    line = null;
                    column = null;
                  }
                else
                  position
              )
            ];
            options = merged.options ++ [ option ];
          };
    in
    builtins.foldl' join base found;

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
in
{
  inherit evalOptionValue mergeOptionDecls;

  # modules: [ { file; options; config; … } ]
  mergeModules =
    path: modules:
    level path
      (map (module: {
        inherit (module) file;
        set = module.options;
      }) modules)
      (
        map (module: {
          inherit (module) file;
          value = module.config;
        }) modules
      );
}
