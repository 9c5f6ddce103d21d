# What a configuration sets and no module declares. What is switched off, or set under a condition that does not
# hold, says what is so anyway. All else is a mistake; all of them are told at once.
#
# What a definition depends on is known only when there is a configuration. So they are values of it at first, and
# looked at from outside.
{ lib }:
let
  inherit (import ./modules/config/accepting.nix { inherit lib; }) whatever;

  # The name under which all of them are among the configuration's values.
  mark = "nix-docker-undeclared";

  # From a definition to the names in it that are no options.
  below =
    options: path: value:
    lib.concatMap (
      name:
      let
        here = path ++ [ name ];
      in
      if options ? ${name} && !(lib.isOption options.${name}) && builtins.isAttrs value.${name} then
        below options.${name} here value.${name}
      else
        [
          {
            path = here;
            value = value.${name};
          }
        ]
    ) (lib.attrNames value);

  # Of nothing at the top of a configuration: `imports` in a wrong place is there, or another program's options.
  isNothing =
    found:
    let
      definitions = lib.mergeDefinitions (lib.head found).path whatever found;
      value = definitions.mergedValue;
      test = builtins.tryEval (
        !definitions.isDefined
        || builtins.isAttrs value
        && !(lib.isDerivation value)
        && (value == { } || value.enable or null == false)
      );
    in
    lib.length (lib.head found).path > 1 && test.success && test.value;

  # [ { path, file, value } ] of all mistakes.
  mistakes =
    { config, options, ... }:
    let
      definitions = lib.concatMap (
        definition: map (found: found // { inherit (definition) file; }) (below options [ ] definition.value)
      ) (config.${mark} or [ ]);
      byOption = lib.groupBy (found: lib.showOption found.path) definitions;
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
in
{
  inherit mistakes;

  module = {
    _file = "nix-docker";
    _module.freeformType = lib.mkOptionType {
      name = "undeclared";
      description = "anything";
      check = _: true;
      merge =
        loc: definitions:
        (lib.types.lazyAttrsOf whatever).merge loc definitions
        // {
          ${mark} = definitions;
        };
    };
  };

  # An evaluated configuration that has no mistakes of the kind.
  checked =
    evaluated:
    let
      found = mistakes evaluated;
      throwing = throw (lib.concatMapStringsSep "\n" describe found);
    in
    if found == [ ] then
      evaluated // { config = removeAttrs evaluated.config [ mark ]; }
    else
      evaluated
      // {
        config = throwing;
        options = throwing;
      };
}
