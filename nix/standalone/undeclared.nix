# What a configuration sets and no module declares. What is switched off, or set under a condition that does not
# hold, says what is so anyway. All else is a mistake; all of them are told at once.
#
# What a definition depends on is known only when there is a configuration, so this is looked at from outside.
{
  lib,
  # Whether a file is the user's.
  isUsers,
}:
let
  inherit (import ./modules/config/accepting.nix { inherit lib; }) whatever;

  # Itself, or all that it has.
  isOff =
    value:
    builtins.isAttrs value
    && !(lib.isDerivation value)
    && (value.enable or null == false || value != { } && lib.all isOff (lib.attrValues value));

  # At the top of a configuration only what is switched off: `imports` in a wrong place is there, or another
  # program's options.
  isNothing =
    found:
    let
      inherit (lib.head found) path;
      definitions = lib.mergeDefinitions path whatever found;
      value = definitions.mergedValue;
      test = builtins.tryEval (
        if lib.length path > 1 then
          !definitions.isDefined || value == { } || isOff value
        else
          definitions.isDefined && isOff value
      );
    in
    test.success && test.value;

  # [ { path, file, value } ] of all mistakes.
  mistakes =
    evaluated:
    let
      byOption = lib.groupBy (found: lib.showOption found.path) evaluated._module.undeclared;
    in
    lib.concatMap (name: byOption.${name}) (
      lib.filter (name: !(isNothing byOption.${name})) (lib.attrNames byOption)
    );

  # Without the value, which may have mistakes of its own.
  describe =
    found:
    "The option `${lib.showOption found.path}' does not exist. Definition values:\n- In `${toString found.file}'"
    + lib.optionalString (
      found.path == [ "imports" ]
    ) "\n`imports' must be at the top level of a module, not under `config' or inside mkIf or mkMerge.";
  # An option that nothing defines is not looked at, so what the user's own files declare is looked at here: whether it is
  # an option.
  looksAt =
    evaluated:
    let
      declared =
        path: value:
        if builtins.isAttrs value && !(value ? _type) then
          lib.concatMap (name: declared (path ++ [ name ]) value.${name}) (lib.attrNames value)
        else
          [ path ];
      paths = lib.concatMap (module: declared [ ] module.options) (
        lib.filter (module: module.options != { } && isUsers module.file) evaluated._module.modules
      );
      isOption = path: builtins.seq (lib.getAttrFromPath path evaluated.options) true;
    in
    lib.all isOption paths;
in
{
  inherit mistakes;

  # A value of an evaluated configuration, if that has no mistakes of the kind.
  checked =
    evaluated:
    let
      found = mistakes evaluated;
    in
    value:
    if found == [ ] then
      builtins.seq (looksAt evaluated) value
    else
      throw (lib.concatMapStringsSep "\n" describe found);
}
