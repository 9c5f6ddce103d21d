# Options that moved, changed or went.
{ lib }:
let
  inherit (lib) mkOption types;
  eval = modules: (lib.evalModules { inherit modules; }).config;
  int = mkOption { type = types.int; };
  list = mkOption { type = types.listOf types.str; default = [ ]; };
in
{
  "mkAliasOptionModule shows the same value under both names" = {
    expr = eval [ (lib.mkAliasOptionModule [ "old" "a" ] [ "new" "a" ]) { options.new.a = int; config.old.a = 5; } ];
    expected = { new = { a = 5; }; old = { a = 5; }; };
  };
  "an alias keeps the priority" = {
    expr = eval [ (lib.mkAliasOptionModule [ "old" ] [ "new" ]) { options.new = int; config = { old = lib.mkForce 5; new = 1; }; } ];
    expected = { new = 5; old = 5; };
  };
  "an alias and its target conflict as one option" = {
    expr = eval [ (lib.mkAliasOptionModule [ "old" ] [ "new" ]) { options.new = int; } { _file = "/a"; old = 5; } { _file = "/b"; new = 1; } ];
    error = ''
      The option `new' has conflicting definition values:
      - In `/b': 1
      - In `/a': 5
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "an alias checks the type" = {
    expr = eval [ (lib.mkAliasOptionModule [ "old" ] [ "new" ]) { options.new = int; } { _file = "/a"; old = "x"; } ];
    error = ''
      A definition for option `new' is not of type `signed integer'. Definition values:
      - In `/a': "x"
    '';
  };
  "an alias of lists merges" = {
    expr = eval [ (lib.mkAliasOptionModule [ "old" ] [ "new" ]) { options.new = list; config = { old = [ "a" ]; new = [ "b" ]; }; } ];
    expected = { new = [ "b" "a" ]; old = [ "b" "a" ]; };
  };
  "an alias of a whole set of options" = {
    expr = eval [ (lib.mkAliasOptionModule [ "old" ] [ "new" ]) { options.new.a = int; options.new.b = mkOption { default = 1; }; config.old.a = 5; } ];
    expected = { new = { a = 5; b = 1; }; old = { a = 5; b = 1; }; };
  };
  "mkRenamedOptionModule moves and warns" = {
    expr = let c = eval [ (lib.mkRenamedOptionModule [ "old" "a" ] [ "new" "a" ]) { options.new.a = int; options.warnings = list; } { _file = "/f"; old.a = 5; } ]; in [ c.new.a (builtins.length c.warnings) (lib.hasInfix "old.a" (builtins.head c.warnings) && lib.hasInfix "new.a" (builtins.head c.warnings) && lib.hasInfix "/f" (builtins.head c.warnings)) ];
    expected = [ 5 1 true ];
  };
  "mkRenamedOptionModule is silent when the old name is not used" = {
    expr = (eval [ (lib.mkRenamedOptionModule [ "old" "a" ] [ "new" "a" ]) { options.new.a = int; options.warnings = list; config.new.a = 1; } ]).warnings;
    expected = [ ];
  };
  "mkRenamedOptionModuleWith moves" = {
    expr = (eval [ (lib.mkRenamedOptionModuleWith { from = [ "old" ]; to = [ "new" ]; sinceRelease = 2311; }) { options.new = int; options.warnings = list; config.old = 5; } ]).new;
    expected = 5;
  };
  "mkRemovedOptionModule asserts" = {
    expr = let c = eval [ (lib.mkRemovedOptionModule [ "gone" "a" ] "Use b.") { options.assertions = mkOption { type = types.listOf types.raw; }; } { _file = "/f"; gone.a = 1; } ]; in map (a: [ a.assertion (lib.hasInfix "gone.a" a.message && lib.hasInfix "/f" a.message && lib.hasInfix "Use b." a.message) ]) c.assertions;
    expected = [ [ false true ] ];
  };
  "mkRemovedOptionModule is silent when nobody sets it" = {
    expr = let c = eval [ (lib.mkRemovedOptionModule [ "gone" ] "Use b.") { options.assertions = mkOption { type = types.listOf types.raw; }; } ]; in map (a: a.assertion) c.assertions;
    expected = [ true ];
  };
  "a removed option can't be read" = {
    expr = (eval [ (lib.mkRemovedOptionModule [ "gone" ] "Use b.") { options.assertions = mkOption { type = types.listOf types.raw; }; } ]).gone;
    error = "The option `gone' can no longer be used since it's been removed. Use b.";
  };
  "mkChangedOptionModule converts" = {
    expr = (eval [ (lib.mkChangedOptionModule [ "old" ] [ "new" ] (c: c.old + 1)) { options.new = int; options.warnings = list; config.old = 5; } ]).new;
    expected = 6;
  };
  "mkChangedOptionModule warns" = {
    expr = map (lib.hasInfix "old") (eval [ (lib.mkChangedOptionModule [ "old" ] [ "new" ] (c: c.old + 1)) { options.new = int; options.warnings = list; config.old = 5; } ]).warnings;
    expected = [ true ];
  };
  "mkChangedOptionModule is silent when nobody sets it" = {
    expr = let c = eval [ (lib.mkChangedOptionModule [ "old" ] [ "new" ] (c: c.old + 1)) { options.new = mkOption { default = 0; }; options.warnings = list; } ]; in [ c.new c.warnings ];
    expected = [ 0 [ ] ];
  };
  "mkMergedOptionModule merges several" = {
    expr = (eval [ (lib.mkMergedOptionModule [ [ "a" ] [ "b" ] ] [ "sum" ] (c: c.a + c.b)) { options.sum = int; options.warnings = list; config = { a = 1; b = 2; }; } ]).sum;
    expected = 3;
  };
  "doRename with a condition that does not hold" = {
    expr = (eval [ (lib.doRename { from = [ "old" ]; to = [ "new" ]; visible = true; warn = false; use = lib.id; condition = false; }) { options.new = mkOption { default = 0; }; config.old = 5; } ]).new;
    expected = 0;
  };
  "mkDerivedConfig follows the priority" = {
    expr = (eval [ ({ options, ... }: { options.a = int; options.b = int; config.a = lib.mkForce 5; config.b = lib.mkDerivedConfig options.a (x: x * 2); }) { b = 1; } ]).b;
    expected = 10;
  };
  "mkAliasDefinitions" = {
    expr = (eval [ ({ options, ... }: { options.a = list; options.b = list; config.b = lib.mkAliasDefinitions options.a; }) { a = [ "x" ]; } ]).b;
    expected = [ "x" ];
  };
  "mkDefinition names a file" = {
    expr = (lib.evalModules { modules = [ { options.a = int; config.a = lib.mkDefinition { file = "/other"; value = 5; }; } ]; }).options.a.files;
    expected = [ "/other" ];
  };
}
