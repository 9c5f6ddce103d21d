# Types of lists and attribute sets: what they take, how they merge, what they say.
{ lib }:
let
  inherit (lib) mkOption types;
  # The value of one option `v` of a type, from definitions that files a, b, c … make.
  of =
    type: values:
    (lib.evalModules {
      modules = [
        { options.v = mkOption { inherit type; }; }
      ]
      ++ lib.imap0 (index: value: {
        _file = "/${builtins.elemAt (lib.stringToCharacters "abcdefgh") index}";
        config.v = value;
      }) values;
    }).config.v;
  # Whether a type takes a value.
  takes = type: map (value: (builtins.tryEval (builtins.deepSeq (of type [ value ]) true)).success);
in
{
  "listOf concatenates" = {
    expr = of (types.listOf types.int) [ [ 3 ] [ 1 2 ] ];
    expected = [ 1 2 3 ];
  };
  "listOf obeys mkBefore, mkAfter and mkOrder" = {
    expr = of (types.listOf types.int) [ (lib.mkAfter [ 9 ]) [ 5 ] (lib.mkBefore [ 1 ]) (lib.mkOrder 400 [ 0 ]) ];
    expected = [ 0 1 5 9 ];
  };
  "listOf takes conditions inside" = {
    expr = of (types.listOf types.int) [ [ 1 (lib.mkIf false 2) (lib.mkIf true 3) ] ];
    expected = [ 1 3 ];
  };
  "listOf merges what mkMerge holds" = {
    expr = of (types.listOf types.int) [ (lib.mkMerge [ [ 1 ] [ 2 ] (lib.mkIf false [ 3 ]) ]) ];
    expected = [ 1 2 ];
  };
  "listOf names the element" = {
    expr = of (types.listOf types.int) [ [ 1 "x" ] ];
    error = ''
      A definition for option `v.[definition 1-entry 2]' is not of type `signed integer'. Definition values:
      - In `/a': "x"
    '';
  };
  "listOf refuses what is no list" = {
    expr = of (types.listOf types.int) [ 1 ];
    error = ''
      A definition for option `v' is not of type `list of signed integer'. Definition values:
      - In `/a': 1
    '';
  };
  "listOf is empty when nothing is defined" = {
    expr = of (types.listOf types.int) [ (lib.mkIf true [ ]) ];
    expected = [ ];
  };
  "nonEmptyListOf wants one" = {
    expr = takes (types.nonEmptyListOf types.int) [ [ 1 ] [ ] ];
    expected = [ true false ];
  };
  "nonEmptyListOf refuses none" = {
    expr = of (types.nonEmptyListOf types.int) [ [ ] ];
    error = ''
      A definition for option `v' is not of type `non-empty (list of signed integer)'. Definition values:
      - In `/a': [ ]
    '';
  };
  "attrsOf merges by name" = {
    expr = of (types.attrsOf types.int) [ { a = 1; } { b = 2; } ];
    expected = { a = 1; b = 2; };
  };
  "attrsOf merges the same name as its element does" = {
    expr = of (types.attrsOf (types.listOf types.int)) [ { a = [ 1 ]; } { a = [ 2 ]; } ];
    expected = { a = [ 2 1 ]; };
  };
  "attrsOf drops what a condition excludes" = {
    expr = of (types.attrsOf types.int) [ { a = lib.mkIf false 1; b = lib.mkIf true 2; } ];
    expected = { b = 2; };
  };
  "attrsOf takes priorities by name" = {
    expr = of (types.attrsOf types.int) [ { a = lib.mkDefault 1; b = 1; } { a = 2; b = lib.mkForce 5; } ];
    expected = { a = 2; b = 5; };
  };
  "attrsOf names the attribute" = {
    expr = of (types.attrsOf types.int) [ { a = 1; "b.c" = "x"; } ];
    error = ''
      A definition for option `v."b.c"' is not of type `signed integer'. Definition values:
      - In `/a': "x"
    '';
  };
  "attrsOf shows a conflict by name" = {
    expr = of (types.attrsOf types.int) [ { a = 1; } { a = 2; } ];
    error = ''
      The option `v.a' has conflicting definition values:
      - In `/b': 2
      - In `/a': 1
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "attrsOf attrsOf goes down" = {
    expr = of (types.attrsOf (types.attrsOf types.int)) [ { a.b = 1; } { a.c = 2; } ];
    expected = { a = { b = 1; c = 2; }; };
  };
  "attrsOf within mkForce replaces the whole set" = {
    expr = of (types.attrsOf types.int) [ { a = 1; } (lib.mkForce { b = 2; }) ];
    expected = { b = 2; };
  };
  "lazyAttrsOf lets elements look at each other" = {
    expr = (lib.evalModules { modules = [ ({ config, ... }: { options.v = mkOption { type = types.lazyAttrsOf types.int; }; config.v = { a = 1; b = if config.v ? a then 2 else 3; }; }) ]; }).config.v;
    expected = { a = 1; b = 2; };
  };
  "lazyAttrsOf uses the empty value" = {
    expr = of (types.lazyAttrsOf (types.nullOr types.int)) [ { a = lib.mkIf false 1; } ];
    expected = { a = null; };
  };
  "lazyAttrsOf without an empty value has none" = {
    expr = of (types.lazyAttrsOf types.int) [ { a = lib.mkIf false 1; } ];
    error = "The option `v.a' was accessed but has no value defined. Try setting the option.";
  };
  "attrs merges at the top only" = {
    expr = of types.attrs [ { a.x = 1; b = 1; } { c = 1; } ];
    expected = { a = { x = 1; }; b = 1; c = 1; };
  };
  "attrs takes the first module's value of a name" = {
    expr = of types.attrs [ { a = 1; } { a = 2; } ];
    expected = { a = 1; };
  };
}
