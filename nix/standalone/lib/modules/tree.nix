# From the modules' declarations and definitions to the tree of options and the tree of values.
#
# Works level by level: at each level, declarations and definitions are grouped by name; a name is
# either an option (a leaf) or a set of options (a level below). What is defined but not declared is
# handed up as `unmatched`.
{ lib }:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    head
    intersectAttrs
    isAttrs
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
  inherit (import ./option.nix { inherit lib; }) evalOptionValue mergeOptionDecls;

  # declarations: [ { file; set; } ], definitions: [ { file; value; } ]
  level =
    path: declarations: definitions:
    let
      defined = zipAttrsWith (_: found: found) (concatMap definitionsOf definitions);
      nodes = zipAttrsWith (node path defined) (map declarationsOf declarations);
      undeclared = removeAttrs defined (attrNames nodes);

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
        if isAttrs value && !(value ? _type) then
          [ (attributesOf file value) ]
        else
          map (branch: attributesOf branch.file branch.set) (properties.branches path file value);
      attributesOf =
        file: set:
        if isAttrs set then
          mapAttrs (_: value: { inherit file value; }) set
        else if path == [ ] then
          throw "The configuration of the module `${toString file}' must be an attribute set of definitions, but it is ${
            if builtins.isFunction set then
              "a function. A call, of mkIf perhaps, lacks an argument"
            else
              builtins.typeOf set
          }."
        else
          throw "The option `${showOption path}' is a set of options, so it can only be set to an attribute set. Definition values:${
            showDefs [
              {
                inherit file;
                value = set;
              }
            ]
          }";
      # Options that nothing defines are not looked at: there are many.
      touched = intersectAttrs defined nodes;
    in
    {
      options = mapAttrs (_: child: child.options) nodes;
      config = mapAttrs (_: child: child.config) nodes;
      mentioned = mapAttrs (_: child: child.mentioned) touched;
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
          ++ concatMap (child: child.unmatched) (attrValues touched);
    };

  # What is called `name` below `parent`.
  node =
    parent: defined: name: found:
    let
      path = parent ++ [ name ];
      definitions = defined.${name} or [ ];
      kinds = builtins.partition (declaration: declaration.option._type or "" == "option") found;
      leaves = kinds.right;
      sets = kinds.wrong;
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
      leaf =
        found:
        let
          option = evalOptionValue path (mergeOptionDecls path found) definitions;
        in
        {
          options = option;
          config = option.value;
          unmatched = [ ];
          mentioned = true;
        };
    in
    if sets == [ ] then
      leaf found
    else if misplaced != [ ] then
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
    else if builtins.all holdsOptions leaves then
      leaf (map asSubmodule found)
    else
      throw "The option `${showOption path}' in ${
        showFiles (map (leaf: leaf.file) leaves)
      } can't have options inside, since its type is `${
        (head leaves).option.type.description or "unspecified"
      }', but ${showFiles (map (set: set.file) sets)} declares `${
        showOption (path ++ [ (head (attrNames (head sets).option)) ])
      }'. Its type must be a submodule, or the options must not be nested.";
in
{
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
