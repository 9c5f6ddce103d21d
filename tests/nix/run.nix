# Evaluates the cases of one file of this folder, with our library or with another (`library`, a path).
#
# A case is { expr; expected; } or { expr; error; }. `values` compares all of the first kind and
# gives those that differ, as JSON texts; an error there is a difference too. Messages can't be
# caught in Nix, so a case of the second kind is evaluated alone, as `errors.<name>`.
{
  area,
  library ? null,
}:
let
  ours = import ../../nix/standalone/lib;
  lib = if library == null then ours else filled "lib" ours (import library);
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
  parts = part: from: ours.genAttrs from (name: cases.${name}.${part});
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

  # Another library, and in the place of each function that only ours has, words that say so. No case catches them.
  filled =
    path: here: there:
    there
    // builtins.mapAttrs (
      name: value:
      let
        place = "${path}.${name}";
      in
      if !(there ? ${name}) then
        abort "this library has no ${place}"
      else if holdsFunctions value && builtins.isAttrs there.${name} then
        filled place value there.${name}
      else
        there.${name}
    ) here;
  # A part of the library, such as lib.strings: no data, no type, nothing that can be called.
  holdsFunctions =
    value:
    builtins.isAttrs value
    && !(value ? _type || value ? __functor)
    && builtins.any (name: builtins.isFunction (value.${name} or null)) (builtins.attrNames value);
in
{
  count = builtins.length names;
  values = builtins.concatMap compare values;
  # What each value must be, and what each message must contain.
  expected = parts "expected" values;
  messages = parts "error" errors;
  errors = parts "expr" errors;
  all = parts "expr" names;
  # Neither of the one shape nor of the other.
  misshapen = ours.subtractLists (values ++ errors) names;
}
