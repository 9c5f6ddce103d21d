# Assertions with a message, and the assertions and warnings of modules.
{ lib }:
let
  self = {
    assertMsg = condition: message: condition || throw message;

    assertOneOf =
      name: value: allowed:
      self.assertMsg (builtins.elem value allowed) "${name} must be one of ${
        lib.generators.toPretty { } allowed
      }, but is: ${lib.generators.toPretty { } value}";

    assertEachOneOf =
      name: values: allowed:
      self.assertMsg (builtins.all (value: builtins.elem value allowed) values)
        "each of ${name} must be one of ${lib.generators.toPretty { } allowed}, but they are: ${
          lib.generators.toPretty { } values
        }";

    # Give `value` when no assertion of the list fails; show the warnings on the way.
    checkAssertWarn =
      assertions: warnings: value:
      let
        failed = builtins.filter (item: !item.assertion) assertions;
      in
      if failed == [ ] then
        lib.trivial.showWarnings warnings value
      else
        throw "\nFailed assertions:\n${
          lib.strings.concatMapStringsSep "\n" (item: "- ${item.message}") failed
        }";
  };
in
self
