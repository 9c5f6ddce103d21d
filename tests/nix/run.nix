# Evaluates the cases of one file of this folder.
#
# A case is { expr; expected; } or { expr; error; }. `values` compares all of the first kind and
# gives those that differ, as JSON texts; an error there is a difference too. Messages can't be
# caught in Nix, so a case of the second kind is evaluated alone, as `errors.<name>`.
{ area }:
let
  lib = import ../../nix/standalone/lib;
  cases = import (./. + "/${area}.nix") { inherit lib; };
  names = builtins.attrNames cases;
  shapeOf = name: builtins.attrNames cases.${name};
  of = shape: builtins.filter (name: shapeOf name == shape) names;
  values = of [
    "expected"
    "expr"
  ];
  errors = of [
    "error"
    "expr"
  ];
  compare =
    name:
    let
      expected = builtins.toJSON cases.${name}.expected;
      got = builtins.tryEval (builtins.toJSON cases.${name}.expr);
    in
    if got.success && got.value == expected then
      [ ]
    else
      [
        {
          inherit name expected;
          got = if got.success then got.value else "an error";
        }
      ];
in
{
  count = builtins.length names;
  values = builtins.concatMap compare values;
  # What each message must contain.
  messages = builtins.listToAttrs (
    map (name: {
      inherit name;
      value = cases.${name}.error;
    }) errors
  );
  errors = builtins.listToAttrs (
    map (name: {
      inherit name;
      value = cases.${name}.expr;
    }) errors
  );
  # Neither of the one shape nor of the other.
  misshapen = lib.subtractLists (values ++ errors) names;
}
