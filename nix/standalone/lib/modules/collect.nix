# From the modules that were given to all modules there are: calls what is a function, imports what
# is a path, follows `imports`, drops what is disabled or was seen before.
#
# A module comes out as { key; file; class; disabled; children; options; config; }.
{ lib }:
let
  inherit (builtins)
    addErrorContext
    attrNames
    concatMap
    elem
    filter
    genericClosure
    isAttrs
    isFunction
    isList
    isPath
    isString
    mapAttrs
    typeOf
    ;
  inherit (lib.trivial) functionArgs;
  properties = import ./properties.nix { inherit lib; };

  structure = [
    "_class"
    "_file"
    "key"
    "disabledModules"
    "imports"
    "options"
    "config"
    "meta"
    "freeformType"
  ];
  shorthandExtras = [
    "_class"
    "_file"
    "key"
    "disabledModules"
    "imports"
    "require"
    "freeformType"
  ];

  # Arguments that a module asks for by name come from specialArgs, else from `_module.args`.
  # They stay unevaluated until they are used, since their values come from the modules.
  call =
    file: moduleArgs: args: function:
    function (
      args
      // mapAttrs (
        name: _:
        addErrorContext "while evaluating the module argument `${name}' in `${file}':" (
          args.${name} or (moduleArgs.${name}
            or (throw "${file} asks for the argument `${name}', which nobody gives: give it with --arg ${name} EXPRESSION, in a flake with specialArgs, in a module with _module.args.${name}, or take it out")
          )
        )
      ) (functionArgs function)
    );

  withFreeform =
    module: config:
    if module ? freeformType then
      properties.mkMerge [
        config
        { _module.freeformType = module.freeformType; }
      ]
    else
      config;

  importsOf =
    file: imports:
    if isList imports then
      imports
    else
      throw "`imports' in `${file}' must be a list of modules, but it is ${
        if isAttrs imports && imports ? _type then
          "inside a property such as mkIf. What is imported can't depend on a condition; what the modules configure can"
        else
          typeOf imports
      }.";

  # An attribute set as a module, whether it has `options` and `config` or is all configuration.
  unify =
    file: key: module:
    let
      place = {
        file = toString (module._file or file);
        key = toString (module.key or key);
        class = module._class or null;
        disabled = module.disabledModules or [ ];
      };
      unknown = removeAttrs module structure;
      misplaced = builtins.head (attrNames unknown);
    in
    if !isAttrs module then
      throw "The module `${file}' does not look like a module: it must be an attribute set or a function to one, but it is ${typeOf module}."
    else if module ? config || module ? options then
      if unknown != { } then
        throw "The module `${place.file}' has an unsupported attribute `${misplaced}'. Since it has `config' or `options' at its top level, definitions of options must be inside `config', so write `config.${misplaced}', or move them into `config'."
      else
        place
        // {
          imports = if module ? imports then importsOf place.file module.imports else [ ];
          options = module.options or { };
          config = withFreeform module (
            if module ? meta then
              properties.mkMerge [
                (module.config or { })
                { inherit (module) meta; }
              ]
            else
              module.config or { }
          );
        }
    else
      place
      // {
        imports =
          (if module ? require then importsOf place.file module.require else [ ])
          ++ (if module ? imports then importsOf place.file module.imports else [ ]);
        options = { };
        config = withFreeform module (removeAttrs module shorthandExtras);
      };

  # mkIf, mkMerge and their like are modules: their content is configuration.
  wrongKinds = {
    configuration = "a whole configuration, the result of evalModules. Import the modules that it was made of, or take values from its `config'";
    flake = "a whole flake. Import one of its modules, such as `flake.nixosModules.default'";
    option = "an option. Options are declared inside the `options' of a module";
  };

  load =
    {
      moduleArgs,
      args,
      absentModule,
    }:
    file: key: module:
    let
      path = toString module;
      # What is not there may be stood in for. Of an import the file is known that has it.
      imported =
        if builtins.pathExists path then
          import path
        else
          let
            found = absentModule path;
          in
          if found != null then
            found
          else if file == lib.options.unknownModule then
            import path
          else
            throw "there is no file ${path}, which ${file} imports";
    in
    if isFunction module then
      unify file key (call file moduleArgs args module)
    else if isAttrs module then
      if module ? _type && wrongKinds ? ${module._type} then
        throw "Expected a module in `${file}', but found ${wrongKinds.${module._type}}."
      else if module ? __functor then
        unify file key (call file moduleArgs args module)
      else
        unify file key module
    else if isPath module || isString module then
      unify path path (
        if lib.trivial.isFunction imported then call path moduleArgs args imported else imported
      )
    else if isList module then
      throw "Expected a module in `${file}', but found a list. A list of modules goes into `imports' as its elements, or as `{ imports = [ … ]; }'."
    else
      throw "Expected a module in `${file}', but found ${typeOf module}.";

in
rec {
  # Give an anonymous module a file name for messages.
  setDefaultModuleLocation = file: module: {
    _file = file;
    imports = [ module ];
  };

  collectModules =
    {
      class,
      modulesPath,
      moduleArgs,
      args,
      absentModule,
      modules,
    }:
    let
      loaded = load { inherit moduleArgs args absentModule; };
      expand =
        parentFile: parentKey:
        lib.lists.imap1 (
          position: module:
          let
            unified = loaded parentFile "${parentKey}:anon-${toString position}" module;
          in
          checkClass parentFile unified
          // {
            children = expand unified.file unified.key unified.imports;
          }
        );
      checkClass =
        importer: module:
        if class != null && module.class != null && module.class != class then
          throw "The module `${module.file}' is of the class \"${module.class}\", but it is imported where modules of the class \"${class}\" are expected${
            if importer == lib.options.unknownModule || importer == module.file then
              ""
            else
              ", by `${importer}'"
          }."
        else
          module;

      first = expand lib.options.unknownModule "" modules;
      everything = genericClosure {
        startSet = first;
        operator = module: module.children;
      };

      disabledKeys = concatMap (module: map (disabledKey module.file) module.disabled) everything;
      disabledKey =
        file: entry:
        if isString entry && builtins.substring 0 1 entry != "/" then
          "${toString modulesPath}/${entry}"
        else if isPath entry || isString entry then
          toString entry
        else if builtins.isInt entry then
          toString entry
        else if isAttrs entry && entry ? key then
          toString entry.key
        else if isAttrs entry then
          throw "The module `${file}' disables a module that has no `key'. Only modules that are files, or have a `key', can be disabled."
        else
          throw "`disabledModules' in `${file}' must hold paths, or names below the modules' directory, or modules with a `key', but it holds ${typeOf entry}.";
      # Who imports whom, also of what is disabled.
      graphOf = map (module: {
        inherit (module) key file;
        disabled = elem module.key disabledKeys;
        imports = graphOf module.children;
      });
      enabled = filter (module: !elem module.key disabledKeys);
    in
    {
      modules =
        if disabledKeys == [ ] then
          everything
        else
          genericClosure {
            startSet = enabled first;
            operator = module: enabled module.children;
          };
      graph = graphOf first;
    };
}
