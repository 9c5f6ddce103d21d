# Types whose values are configurations of their own, or modules.
{ lib }:
let
  inherit (builtins) isAttrs;
  inherit (lib.modules) evalModules setDefaultModuleLocation;
  inherit (lib.options) showOption;
  inherit (lib.trivial) isFunction;
  inherit (lib.types) mkOptionType;

  submoduleWith =
    {
      modules,
      specialArgs ? { },
      # Whether an attribute set is all configuration, even when it has attributes `options` or `config`.
      shorthandOnlyDefinesConfig ? false,
      description ? null,
      class ? null,
    }@made:
    let
      asModule =
        { file, value }:
        if isAttrs value && shorthandOnlyDefinesConfig then
          {
            _file = file;
            config = value;
          }
        else
          setDefaultModuleLocation file value;
      evaluate =
        prefix: name: more:
        evalModules {
          inherit class prefix specialArgs;
          modules = modules ++ [ { _module.args.name = name; } ] ++ more;
        };
      documented = prefix: evaluate prefix "‹name›" [ { _module.check = lib.modules.mkForce false; } ];
      freeformType = (documented [ ])._module.freeformType;
      freePhrase = lib.types.optionDescriptionPhrase (
        class: class == "noun" || class == "composite"
      ) freeformType;
      same =
        name: left: right:
        if left == null then
          right
        else if right == null || left == right then
          left
        else
          throw "a submodule is declared twice with different ${name}, \"${left}\" and \"${right}\"";
    in
    mkOptionType {
      name = "submodule";
      description =
        if description != null then
          description
        else if freeformType == null then
          "submodule"
        else
          "open submodule of ${freePhrase}";
      check = value: isAttrs value || isFunction value || lib.types.path.check value;
      merge = loc: definitions: (evaluate loc (lib.lists.last loc) (map asModule definitions)).config;
      emptyValue.value = { };
      getSubOptions =
        prefix:
        let
          found = documented prefix;
        in
        removeAttrs found.options [ "_module" ]
        // (
          if freeformType == null then
            { }
          else
            {
              # Named so that it can't be that of an option.
              _freeformOptions = freeformType.getSubOptions prefix;
            }
        );
      getSubModules = modules;
      substSubModules = replaced: submoduleWith (made // { modules = replaced; });
      functor = lib.types.defaultFunctor "submodule" // {
        type = submoduleWith;
        payload = {
          inherit
            modules
            specialArgs
            shorthandOnlyDefinesConfig
            description
            class
            ;
        };
        binOp = left: right: {
          modules = left.modules ++ right.modules;
          specialArgs =
            if builtins.intersectAttrs left.specialArgs right.specialArgs == { } then
              left.specialArgs // right.specialArgs
            else
              throw "types.submoduleWith: two declarations give the same specialArgs";
          shorthandOnlyDefinesConfig =
            if left.shorthandOnlyDefinesConfig == right.shorthandOnlyDefinesConfig then
              left.shorthandOnlyDefinesConfig
            else
              left.shorthandOnlyDefinesConfig || right.shorthandOnlyDefinesConfig;
          description = same "descriptions" left.description right.description;
          class = same "classes" left.class right.class;
        };
      };
      nestedTypes = if freeformType == null then { } else { inherit freeformType; };
    }
    // {
      valueMeta = loc: definitions: {
        configuration = evaluate loc (lib.lists.last loc) (map asModule definitions);
      };
    };

  deferredModuleWith =
    {
      staticModules ? [ ],
    }:
    mkOptionType {
      name = "deferredModule";
      description = "module";
      descriptionClass = "noun";
      check = value: isAttrs value || isFunction value || lib.types.path.check value;
      # The modules are kept as one, to be imported somewhere.
      merge = loc: definitions: {
        imports =
          staticModules
          ++ map (
            definition:
            setDefaultModuleLocation "${definition.file}, via option ${showOption loc}" definition.value
          ) definitions;
      };
      getSubOptions = prefix: (lib.types.submoduleWith { modules = staticModules; }).getSubOptions prefix;
      getSubModules = staticModules;
      substSubModules = modules: deferredModuleWith { staticModules = modules; };
      functor = lib.types.defaultFunctor "deferredModule" // {
        type = deferredModuleWith;
        payload = { inherit staticModules; };
        binOp = left: right: { staticModules = left.staticModules ++ right.staticModules; };
      };
    };
in
{
  inherit deferredModuleWith submoduleWith;
  deferredModule = deferredModuleWith { };
  submodule =
    modules:
    submoduleWith {
      shorthandOnlyDefinesConfig = true;
      modules = lib.lists.toList modules;
    };
}
