# Options that are taken without effect.
{ lib }:

let
  inherit (lib) mkOption types;

  # Whatever several files say: nothing of it is looked at unless a module of the configuration's reads it.
  whatever = lib.mkOptionType {
    name = "anything";
    description = "anything";
    descriptionClass = "noun";
    check = _: true;
    merge =
      loc: definitions:
      let
        all = test: lib.all (definition: test definition.value) definitions;
      in
      if all (value: builtins.isAttrs value && !(lib.isDerivation value)) then
        (types.lazyAttrsOf whatever).merge loc definitions
      else if all builtins.isList then
        lib.concatMap (definition: definition.value) definitions
      else
        (lib.last definitions).value;
  };

  said = why: "Accepted without effect: ${why}.";
  # One type for all: there are many such options.
  switchable = self.open {
    enable = self.value false "it is about a machine";
  };

  self = {
    inherit whatever said;

    # A set of whatever it may be, with the options of which a module may ask whatever a configuration says.
    open =
      options:
      types.submodule {
        freeformType = types.lazyAttrsOf whatever;
        inherit options;
      };

    anything =
      why:
      mkOption {
        type = types.lazyAttrsOf whatever;
        default = { };
        description = said why;
      };

    value =
      default: why:
      mkOption {
        type = whatever;
        inherit default;
        description = said why;
      };

    # What can be switched on.
    module =
      why:
      mkOption {
        type = switchable;
        default = { };
        description = said why;
      };
  };
in
self
