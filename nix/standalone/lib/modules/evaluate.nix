# evalModules: modules → configuration.
#
# 1. collect.nix finds all modules and brings them into one form.
# 2. tree.nix matches definitions with declarations; option.nix computes each option's value, lazily.
# 3. Here, what no option declares goes to the freeform type, or is an error with a suggestion.
#
# Modules get `config` and `options` of the very result as arguments; laziness makes that work.
{ lib, checksOptions }:
let
  inherit (builtins)
    attrNames
    filter
    head
    isAttrs
    length
    mapAttrs
    seq
    ;
  inherit (lib.attrsets) attrByPath recursiveUpdate setAttrByPath;
  inherit (lib.options) mkOption showDefs showOption;
  collect = import ./collect.nix { inherit lib; };
  tree = import ./tree.nix { inherit lib; };
  suggest = import ./suggest.nix { inherit lib; };

  evalModules =
    {
      modules,
      prefix ? [ ],
      specialArgs ? { },
      class ? null,
      # Of nixpkgs' earlier days; `_module.args` and `_module.check` say the same.
      args ? { },
      check ? true,
      # What stands in for a module's file that is not there, by its path; null: nothing.
      absentModule ? _: null,
      # Options and values that there are besides, of modules that are not among these: two levels of names.
      beside ? { },
    }@arguments:
    let
      collected = collect.collectModules {
        inherit absentModule class;
        modulesPath = specialArgs.modulesPath or "";
        moduleArgs = declared.config._module.args;
        args = {
          inherit lib options specialArgs;
          # Shown with --show-trace, where a recursion through here ends.
          config = builtins.addErrorContext "while evaluating the `config' that modules get. If you get an infinite recursion here, some `imports' depend on `config' perhaps. Import without a condition, and make what the module configures depend on an option, with mkIf:" config;
          _class = class;
          _prefix = prefix;
        }
        // specialArgs;
        modules = modules ++ [ own ] ++ legacy;
      };
      declared = tree.mergeModules prefix (lib.lists.reverseList collected.modules);
      inherit (declared) unmatched;
      inherit (declared.config._module) freeformType;

      join = others: own: own // mapAttrs (name: others: others // own.${name} or { }) others;
      options = join (beside.options or { }) declared.options;
      config = join (beside.config or { }) ownConfig;

      ownConfig =
        if freeformType == null then
          declared.config
        else
          recursiveUpdate (
            if unmatched == [ ] then
              { }
            else
              freeformType.merge prefix (
                map (definition: {
                  inherit (definition) file;
                  value = setAttrByPath (lib.lists.drop (length prefix) definition.path) definition.value;
                }) unmatched
              )
          ) declared.config;

      checked = seq (
        if !checksOptions || freeformType != null || unmatched == [ ] || !declared.config._module.check then
          null
        else
          throw (undeclared options prefix unmatched)
      );

      # The options that the module system itself has.
      own = {
        _file = "nix/standalone/lib/modules/evaluate.nix";
        key = "nix/standalone/lib/modules/evaluate.nix";
        options._module = {
          args = mkOption {
            type = lib.types.lazyAttrsOf lib.types.raw;
            internal = prefix != [ ];
            description = "Additional arguments for the modules, by name.";
          };
          check = mkOption {
            type = lib.types.bool;
            internal = true;
            default = true;
            description = "Whether a definition of an option that no module declares is an error.";
          };
          freeformType = mkOption {
            type = lib.types.nullOr lib.types.optionType;
            internal = true;
            default = null;
            description = "The type of all definitions that have no option; null when each must have one.";
          };
          specialArgs = mkOption {
            type = lib.types.raw;
            readOnly = true;
            internal = true;
            description = "Arguments that the modules got from outside.";
          };
        };
        config._module = {
          inherit specialArgs;
          args = {
            inherit extendModules;
            moduleType = type;
          };
        };
      };
      legacy =
        if arguments ? args || arguments ? check then
          [ { config._module = { inherit args check; }; } ]
        else
          [ ];

      extendModules =
        extension:
        evalModules (
          arguments
          // {
            modules = modules ++ extension.modules or [ ];
            specialArgs = specialArgs // extension.specialArgs or { };
            prefix = extension.prefix or prefix;
          }
        );
      type = lib.types.submoduleWith { inherit modules specialArgs class; };
    in
    {
      _type = "configuration";
      options = checked options;
      config = checked (removeAttrs config [ "_module" ]);
      _module = checked (
        config._module
        // {
          # The definitions that have no option, where that is no error: [ { path; file; value; } ].
          undeclared = unmatched;
          # The options without those that are besides, and those that have definitions: a tree of names, with `true` for an option.
          declared = declared.options;
          # What each file declares: [ { file; options; … } ].
          inherit (collected) modules;
          inherit (declared) mentioned;
        }
      );
      inherit extendModules type class;
      graph = lib.lists.take (length modules) collected.graph;
    };

  undeclared =
    options: prefix: unmatched:
    let
      inherit (head unmatched) path;
      sameOption = filter (definition: definition.path == path) unmatched;
      # What mkIf and its like wrap says more than the wrapper.
      withoutProperties =
        definition:
        let
          inner = builtins.tryEval (
            isAttrs definition.value && definition.value ? _type && definition.value ? content
          );
        in
        if inner.success && inner.value then
          withoutProperties (definition // { value = definition.value.content; })
        else
          definition;
      # Also within a set of a few levels; what can't be evaluated is none.
      isDeclaration = definition: holdsOption 3 definition.value;
      holdsOption =
        depth: value:
        let
          kind = builtins.tryEval (
            if !isAttrs value then
              ""
            else if builtins.isString (value._type or null) then
              value._type
            else
              "set"
          );
        in
        kind.success
        && (
          kind.value == "option"
          || (
            kind.value == "set"
            && depth > 0
            && builtins.any (holdsOption (depth - 1)) (builtins.attrValues value)
          )
        );
      parent = lib.lists.init path;
      siblings = attrByPath (lib.lists.drop (length prefix) parent) { } options;
      names = suggest.near {
        word = lib.lists.last path;
        among = filter (name: name != "_module") (attrNames siblings);
      };
    in
    "The option `${showOption path}' does not exist. ${
      if builtins.any isDeclaration sameOption then
        "It looks like the declaration of an option inside `config' in ${
          lib.options.showFiles (map (definition: definition.file) sameOption)
        }. Options are declared inside `options' of a module."
      else
        "Definition values:${showDefs (map withoutProperties sameOption)}"
    }"
    + (
      if path == [ "imports" ] then
        "\n`imports' must be at the top level of a module, not under `config' or inside mkIf or mkMerge."
      else if names != [ ] then
        "\nDid you mean ${suggest.alternatives (map (name: "`${showOption (parent ++ [ name ])}'") names)}?"
      else
        ""
    );
in
{
  inherit evalModules;
}
