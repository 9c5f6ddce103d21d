# Options that moved, changed or went: modules that declare the old name and act on its definitions.
{ lib }:
let
  inherit (builtins)
    any
    filter
    foldl'
    map
    ;
  inherit (lib.attrsets)
    attrByPath
    getAttrFromPath
    optionalAttrs
    recursiveUpdate
    setAttrByPath
    ;
  inherit (lib.options) mkOption showFiles showOption;
  properties = import ./properties.nix { inherit lib; };
  inherit (properties)
    mkDefinition
    mkIf
    mkMerge
    mkOverride
    ;

  # What mkMergedOptionModule's old options have when nobody sets them; nixpkgs' modules ask for it.
  unset = "_mkMergedOptionModule";

  self = {
    # The definitions of one option, put elsewhere. They keep the files that they came from.
    mkAliasDefinitions = self.mkAliasAndWrapDefinitions (content: content);
    mkAliasAndWrapDefinitions =
      wrap: option:
      self.mkAliasIfDef option (
        wrap (mkMerge (map mkDefinition (option.definitionsWithLocations or [ ])))
      );
    mkAliasAndWrapDefsWithPriority =
      wrap: option:
      self.mkAliasIfDef option (
        wrap (
          mkMerge (
            map (
              definition:
              mkDefinition {
                inherit (definition) file;
                value = mkOverride option.highestPrio definition.value;
              }
            ) (option.definitionsWithLocations or [ ])
          )
        )
      );
    mkAliasIfDef = option: mkIf (option.isDefined or false);
    mkDerivedConfig =
      option: function:
      mkIf (option.isDefined or false) (
        mkOverride (option.highestPrio or properties.defaultOverridePriority) (function option.value)
      );

    doRename =
      {
        from,
        to,
        visible,
        warn,
        use,
        withPriority ? true,
        condition ? true,
      }:
      {
        config,
        options,
        ...
      }:
      let
        old = getAttrFromPath from options;
        new = attrByPath to null options;
        redirected =
          if withPriority then self.mkAliasAndWrapDefsWithPriority else self.mkAliasAndWrapDefinitions;
      in
      {
        options = setAttrByPath from (mkOption {
          inherit visible;
          description = "Alias of {option}`${showOption to}`.";
          apply =
            _:
            use (
              attrByPath to
                (abort "The option `${showOption from}' stands for `${showOption to}', which does not exist.")
                config
            );
          # A whole set of options may move; its definitions are checked where they arrive.
          type = new.type or (lib.types.submodule { freeformType = lib.types.lazyAttrsOf lib.types.raw; });
        });
        config = mkIf condition (mkMerge [
          (optionalAttrs (options ? warnings) {
            warnings =
              lib.lists.optional (warn && old.isDefined)
                "The option `${showOption from}' defined in ${showFiles old.files} has been renamed to `${showOption to}'.";
          })
          (redirected (setAttrByPath to) old)
        ]);
      };

    mkRenamedOptionModule =
      from: to:
      self.doRename {
        inherit from to;
        visible = false;
        warn = true;
        use = lib.trivial.warn "The option `${showOption from}' is obsolete. It is now called `${showOption to}'.";
      };
    mkRenamedOptionModuleWith =
      {
        from,
        to,
        sinceRelease,
      }:
      self.doRename {
        inherit from to;
        visible = false;
        warn = lib.trivial.oldestSupportedReleaseIsAtLeast sinceRelease;
        use = lib.trivial.warnIf (lib.trivial.oldestSupportedReleaseIsAtLeast sinceRelease) "The option `${showOption from}' is obsolete. It is now called `${showOption to}'.";
      };
    mkAliasOptionModule =
      from: to:
      self.doRename {
        inherit from to;
        visible = true;
        warn = false;
        use = value: value;
      };
    mkAliasOptionModuleMD = self.mkAliasOptionModule;

    mkRemovedOptionModule =
      path: instructions:
      { options, ... }:
      let
        option = getAttrFromPath path options;
      in
      {
        options = setAttrByPath path (mkOption {
          visible = false;
          apply =
            _:
            throw "The option `${showOption path}' can no longer be used since it's been removed. ${instructions}";
        });
        config.assertions = [
          {
            assertion = !option.isDefined;
            message = "The option definition `${showOption path}' in ${showFiles option.files} no longer has any effect; please remove it.\n${instructions}";
          }
        ];
      };

    # Several old options that became one: `merge` computes its value from the whole configuration.
    mkMergedOptionModule =
      from: to: merge:
      { config, options, ... }:
      let
        isSet = path: getAttrFromPath path config != unset;
      in
      {
        options = foldl' recursiveUpdate { } (
          map (
            path:
            setAttrByPath path (mkOption {
              visible = false;
              # What mkMergedOptionModule's old options have as long as nobody sets them.
              default = unset;
            })
          ) from
        );
        config = mkMerge [
          {
            warnings = map (
              path:
              "The option `${showOption path}' defined in ${showFiles (getAttrFromPath path options).files} has been changed to `${showOption to}', which has a different type. See the documentation of `${showOption to}'."
            ) (filter isSet from);
          }
          (setAttrByPath to (mkMerge (lib.lists.optional (any isSet from) (merge config))))
        ];
      };
    mkChangedOptionModule = from: self.mkMergedOptionModule [ from ];
  };
in
self
