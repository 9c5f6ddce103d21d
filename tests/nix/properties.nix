# Properties of definitions: conditions, priorities, order.
{ lib }:
let
  inherit (lib) mkOption types;
  eval = modules: (lib.evalModules { inherit modules; }).config;
  int = mkOption { type = types.int; };
  list = mkOption { type = types.listOf types.str; default = [ ]; };
in
{
  "mkIf includes or leaves out" = {
    expr = eval [ { options.a = list; } (lib.mkIf true { a = [ "x" ]; }) (lib.mkIf false { a = [ "y" ]; }) { a = lib.mkIf true [ "z" ]; } ];
    expected = { a = [ "z" "x" ]; };
  };
  "mkIf may depend on config" = {
    expr = eval [ ({ config, ... }: { options.on = mkOption { default = false; }; options.a = mkOption { default = 0; }; config = lib.mkIf config.on { a = 1; }; }) { on = true; } ];
    expected = { a = 1; on = true; };
  };
  "mkIf wants a boolean" = {
    expr = eval [ { options.a = int; } { a = lib.mkIf "yes" 1; } ];
    error = "mkIf was called with a condition that is not a boolean, but string";
  };
  "mkMerge joins" = {
    expr = eval [ { options.a = list; options.b = mkOption { default = 0; }; config = lib.mkMerge [ { a = [ "x" ]; } { a = [ "y" ]; b = 1; } ]; } ];
    expected = { a = [ "x" "y" ]; b = 1; };
  };
  "mkDefault loses against a definition" = {
    expr = eval [ { options.a = int; } { a = lib.mkDefault 1; } { a = 2; } ];
    expected = { a = 2; };
  };
  "mkDefault wins over the option's default" = {
    expr = eval [ { options.a = mkOption { default = 1; }; } { a = lib.mkDefault 2; } ];
    expected = { a = 2; };
  };
  "mkForce wins" = {
    expr = eval [ { options.a = int; } { a = lib.mkForce 1; } { a = 2; } ];
    expected = { a = 1; };
  };
  "mkVMOverride wins over mkForce" = {
    expr = eval [ { options.a = int; } { a = lib.mkForce 1; } { a = lib.mkVMOverride 2; } ];
    expected = { a = 2; };
  };
  "mkOverride takes the lowest number" = {
    expr = eval [ { options.a = int; } { a = lib.mkOverride 40 1; } { a = lib.mkForce 2; } { a = lib.mkImageMediaOverride 3; } ];
    expected = { a = 1; };
  };
  "mkOptionDefault is the weakest" = {
    expr = eval [ { options.a = int; } { a = lib.mkOptionDefault 1; } { a = lib.mkDefault 2; } ];
    expected = { a = 2; };
  };
  "priorities are those of the documentation" = {
    expr = map (p: p.priority) [ (lib.mkForce 0) (lib.mkDefault 0) (lib.mkOptionDefault 0) (lib.mkVMOverride 0) (lib.mkImageMediaOverride 0) (lib.mkBefore 0) (lib.mkAfter 0) ];
    expected = [ 50 1000 1500 10 60 500 1500 ];
  };
  "equal priorities merge" = {
    expr = eval [ { options.a = list; } { a = lib.mkForce [ "x" ]; } { a = lib.mkForce [ "y" ]; } { a = [ "z" ]; } ];
    expected = { a = [ "y" "x" ]; };
  };
  "mkForce of a set of options goes inside" = {
    expr = eval [ { options.s.a = int; options.s.b = int; } { s = lib.mkForce { a = 1; b = 1; }; } { s = { a = 2; b = 2; }; } ];
    expected = { s = { a = 1; b = 1; }; };
  };
  "mkDefault inside mkIf" = {
    expr = eval [ { options.a = int; } { a = lib.mkIf true (lib.mkDefault 1); } { a = 5; } ];
    expected = { a = 5; };
  };
  "mkBefore inside mkForce" = {
    expr = eval [ { options.a = list; } { a = lib.mkForce (lib.mkBefore [ "x" ]); } { a = lib.mkForce [ "y" ]; } ];
    expected = { a = [ "x" "y" ]; };
  };
  "mkOrder sorts, others keep their order" = {
    expr = eval [ { options.a = list; } { a = lib.mkMerge [ (lib.mkAfter [ "4" ]) [ "2" ] (lib.mkBefore [ "1" ]) [ "3" ] ]; } ];
    expected = { a = [ "1" "2" "3" "4" ]; };
  };
  "later modules come first in lists" = {
    expr = eval [ { options.a = list; } { a = [ "one" ]; } { a = [ "two" ]; } ];
    expected = { a = [ "two" "one" ]; };
  };
  "imported modules come before the importing one" = {
    expr = eval [ { options.a = list; } { imports = [ { a = [ "imported" ]; } ]; a = [ "importing" ]; } ];
    expected = { a = [ "imported" "importing" ]; };
  };
  "mkAssert lets through" = {
    expr = eval [ { options.a = int; } (lib.mkAssert true "no" { a = 1; }) ];
    expected = { a = 1; };
  };
  "mkAssert fails with its message" = {
    expr = eval [ { options.a = int; } (lib.mkAssert false "the message" { a = 1; }) ];
    error = "Failed assertion: the message";
  };
}
