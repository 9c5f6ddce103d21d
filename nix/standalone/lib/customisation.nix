# Packages that can be overridden, and calling functions with arguments from a package set.
{ lib }:
let
  inherit (builtins)
    attrNames
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    ;
  inherit (lib.attrsets) filterAttrs;
  inherit (lib.trivial)
    functionArgs
    isFunction
    mirrorFunctionArgs
    setFunctionArgs
    toFunction
    ;

  argumentsFor =
    available: function: given:
    let
      formals = functionArgs function;
      taken = intersectAttrs formals available;
      missing = attrNames (
        filterAttrs (name: optional: !optional && !(taken ? ${name}) && !(given ? ${name})) formals
      );
      position = builtins.unsafeGetAttrPos (builtins.head missing) formals;
      suggest = import ./modules/suggest.nix { inherit lib; };
      near = suggest.near {
        word = builtins.head missing;
        among = attrNames available;
      };
    in
    if missing == [ ] then
      taken // given
    else
      throw "Function called without required argument `${builtins.head missing}'${
        if position == null then "" else " at ${position.file}:${toString position.line}"
      }${
        if near == [ ] then "" else ", did you mean ${suggest.alternatives (map (name: "`${name}'") near)}?"
      }";

  # Another function in place of one, which may be a set with more attributes than `__functor`.
  overCallable =
    function: replacement:
    if isAttrs function then
      function
      // setFunctionArgs replacement (functionArgs function)
      # The result of makeOverridable may itself be called, and be overridden before it is.
      // (
        if function ? override then
          { override = change: self.makeOverridable (function.override change); }
        else
          { }
      )
    else
      mirrorFunctionArgs function replacement;

  crossIndex = {
    buildBuild = "BuildBuild";
    buildHost = "BuildHost";
    buildTarget = "BuildTarget";
    hostHost = "HostHost";
    hostTarget = "HostTarget";
    targetTarget = "TargetTarget";
  };

  self = {
    overrideDerivation =
      package: change:
      let
        changed = derivation (package.drvAttrs // change package);
      in
      lib.trivial.flip (self.extendDerivation (builtins.seq package.drvPath true)) changed (
        {
          meta = package.meta or { };
          passthru = package.passthru or { };
        }
        // package.passthru or { }
        // (if package ? __spliced then { __spliced = { }; } else { })
      );

    # The result of `function arguments`, with `override` to call it again with others.
    makeOverridable =
      function:
      overCallable function (
        arguments:
        let
          result = function arguments;
          changedArguments =
            change: arguments // (if isFunction change then toFunction change arguments else change);
          again = mirrorFunctionArgs function (
            change: self.makeOverridable function (changedArguments change)
          );
          # A change of the result, which a later `override` must make again.
          onResult =
            apply: self.makeOverridable (mirrorFunctionArgs function (args: apply (function args))) arguments;
        in
        if isAttrs result then
          result
          // {
            override = again;
            overrideDerivation = change: onResult (package: self.overrideDerivation package change);
          }
          // (
            if result ? overrideAttrs then
              { overrideAttrs = change: onResult (package: package.overrideAttrs change); }
            else
              { }
          )
        else if isFunction result then
          setFunctionArgs result (functionArgs result) // { override = again; }
        else
          result
      );

    callPackageWith =
      available: function: given:
      let
        called = if isFunction function then function else import function;
      in
      self.makeOverridable called (argumentsFor available called given);

    # For a function that returns a set of packages: each can be overridden.
    callPackagesWith =
      available: function: given:
      let
        called = if isFunction function then function else import function;
        arguments = argumentsFor available called given;
        packages = called arguments;
        one =
          name: self.makeOverridable (mirrorFunctionArgs called (args: (called args).${name})) arguments;
      in
      if packages ? outPath then
        throw "callPackages: the function returns one package, not a set of packages; use callPackage"
      else
        mapAttrs (name: _: one name) packages;

    # More attributes for a derivation and each of its outputs; `condition` is checked when it's built.
    extendDerivation =
      condition: extra: package:
      let
        outputs = package.outputs or [ "out" ];
        extended =
          name: output:
          output
          // extra
          // {
            inherit outputs;
            outputName = name;
            drvPath =
              assert condition;
              output.drvPath;
            outPath =
              assert condition;
              output.outPath;
          }
          // shared;
        shared =
          listToAttrs (
            map (name: {
              inherit name;
              value = extended name package.${name};
            }) outputs
          )
          // {
            all = map (name: shared.${name}) outputs;
          };
      in
      extended (package.outputName or (builtins.head outputs)) package
      // (if package ? outputSpecified then { inherit (package) outputSpecified; } else { });

    extendMkDerivation =
      {
        constructDrv,
        excludeDrvArgNames ? [ ],
        excludeFunctionArgNames ? [ ],
        extendDrvArgs,
        inheritFunctionArgs ? true,
        transformDrv ? package: package,
      }:
      setFunctionArgs
        (
          arguments:
          transformDrv (
            constructDrv (
              final:
              let
                given = if isFunction arguments then arguments final else arguments;
              in
              removeAttrs given excludeDrvArgNames // extendDrvArgs final given
            )
          )
        )
        (
          removeAttrs (
            (if inheritFunctionArgs then functionArgs constructDrv else { }) // functionArgs (extendDrvArgs { })
          ) excludeFunctionArgNames
        );

    hydraJob = package: package;

    # What is there once for each pair of platforms: what builds, what runs, what it makes code for.
    mapCrossIndex = function: index: mapAttrs (name: _: function index.${name}) crossIndex;
    renameCrossIndexFrom = prefix: index: mapAttrs (_: suffix: index."${prefix}${suffix}") crossIndex;
    renameCrossIndexTo =
      prefix: index:
      lib.attrsets.mapAttrs' (name: suffix: {
        name = "${prefix}${suffix}";
        value = index.${name};
      }) crossIndex;

    # A set of packages that see each other before those of `newScope`.
    makeScope =
      newScope: packages:
      let
        scope = {
          newScope = extra: newScope (scope // extra);
          callPackage = scope.newScope { };
        }
        // packages scope
        // {
          overrideScope = overlay: self.makeScope newScope (lib.fixedPoints.extends overlay packages);
          inherit packages;
        };
      in
      scope;
    makeScopeWithSplicing =
      _: newScope: _: _: _: packages:
      self.makeScope newScope packages;
    makeScopeWithSplicing' = { newScope, ... }: { f, ... }: self.makeScope newScope f;
  };
in
self
