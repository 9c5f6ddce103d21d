# Watching an evaluation, and testing expressions.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    deepSeq
    isAttrs
    isList
    mapAttrs
    trace
    ;

  # A value down to a depth, the rest as `<CODE>`.
  cut =
    depth: value:
    if depth == 0 then
      (if isAttrs value || isList value then "<CODE>" else value)
    else if isAttrs value then
      mapAttrs (_: cut (depth - 1)) value
    else if isList value then
      map (cut (depth - 1)) value
    else
      value;

  self = {
    inherit (builtins) addErrorContext trace unsafeGetAttrPos;

    traceIf =
      condition: message: value:
      if condition then trace message value else value;
    traceValFn = function: value: trace (function value) value;
    traceVal = self.traceValFn (value: value);
    traceSeq = shown: value: trace (deepSeq shown shown) value;
    traceSeqN =
      depth: shown: value:
      let
        text = lib.generators.toPretty { allowPrettyValues = true; } (cut depth shown);
      in
      trace (deepSeq text text) value;
    traceValSeqFn = function: value: self.traceSeq (function value) value;
    traceValSeq = self.traceValSeqFn (value: value);
    traceValSeqNFn =
      function: depth: value:
      self.traceSeqN depth (function value) value;
    traceValSeqN = self.traceValSeqNFn (value: value);
    traceFnSeqN =
      depth: name: function: argument:
      let
        result = function argument;
      in
      self.traceSeqN (depth + 1) {
        fn = name;
        from = argument;
        to = result;
      } result;

    # { test… = { expr; expected; }; } → the failed ones as [ { name; expected; result; } ].
    runTests =
      tests:
      concatMap (
        name:
        let
          test = tests.${name};
          wanted = tests.tests or [ name ];
        in
        if
          name != "tests"
          && (builtins.substring 0 4 name == "test" || tests ? tests)
          && builtins.elem name wanted
          && test.expr != test.expected
        then
          [
            {
              inherit name;
              inherit (test) expected;
              result = test.expr;
            }
          ]
        else
          [ ]
      ) (attrNames tests);
    throwTestFailures =
      {
        failures,
        description ? "tests",
        ...
      }:
      if failures == [ ] then
        null
      else
        throw "${toString (builtins.length failures)} ${description} failed:\n${
          lib.strings.concatMapStringsSep "\n" (
            failure: "- ${failure.name}: ${lib.generators.toPretty { } failure}"
          ) failures
        }";
    testAllTrue = expr: {
      inherit expr;
      expected = map (_: true) expr;
    };
  };
in
self
