# The module system: modules, imports, arguments.
{ lib }:
let
  inherit (lib) mkOption types;
  eval = modules: (lib.evalModules { inherit modules; }).config;
  int = mkOption { type = types.int; };
in
{
  "an option's default" = {
    expr = eval [ { options.a = mkOption { default = 5; }; } ];
    expected = { a = 5; };
  };
  "a definition replaces the default" = {
    expr = eval [ { options.a = mkOption { default = 5; }; } { a = 6; } ];
    expected = { a = 6; };
  };
  "options and config in one module" = {
    expr = eval [ { options.a = int; config.a = 1; } ];
    expected = { a = 1; };
  };
  "nested options" = {
    expr = eval [ { options.a.b.c = int; } { a.b.c = 1; } ];
    expected = { a = { b = { c = 1; }; }; };
  };
  "a module is a function" = {
    expr = eval [ ({ lib, ... }: { options.a = lib.mkOption { default = 1; }; }) ];
    expected = { a = 1; };
  };
  "a module is a path" = {
    expr = eval [ ./modules/counter.nix { counter.start = 3; } ];
    expected = { counter = { start = 3; }; };
  };
  "imports of path, function and set" = {
    expr = eval [ { imports = [ ./modules/counter.nix ({ ... }: { options.b = int; }) { b = 2; } ]; counter.start = 1; } ];
    expected = { b = 2; counter = { start = 1; }; };
  };
  "a path is imported once" = {
    expr = eval [ ./modules/counter.nix { imports = [ ./modules/counter.nix ]; } { imports = [ ./modules/counter.nix ]; counter.start = 1; } ];
    expected = { counter = { start = 1; }; };
  };
  "a key makes modules the same" = {
    expr = eval [ { key = "k"; options.a = mkOption { default = 1; }; } { key = "k"; options.a = mkOption { default = 2; }; } ];
    expected = { a = 1; };
  };
  "imports go in circles safely" = {
    expr = eval [ ./modules/circle-a.nix ];
    expected = { a = "a"; b = "b"; };
  };
  "config of other modules as an argument" = {
    expr = eval [ ({ config, ... }: { options.a = int; options.b = int; config.b = config.a * 2; }) { a = 4; } ];
    expected = { a = 4; b = 8; };
  };
  "options as an argument" = {
    expr = eval [ ({ options, ... }: { options.a = int; options.isSet = mkOption { default = options.a.isDefined; }; }) { a = 4; } ];
    expected = { a = 4; isSet = true; };
  };
  "specialArgs may decide on imports" = {
    expr = (lib.evalModules { modules = [ ({ which, ... }: { imports = [ which ]; }) ]; specialArgs.which = { options.a = mkOption { default = "special"; }; }; }).config;
    expected = { a = "special"; };
  };
  "_module.args give arguments" = {
    expr = eval [ ({ foo, ... }: { options.a = mkOption { default = foo; }; }) { _module.args.foo = 5; } ];
    expected = { a = 5; };
  };
  "_module.args may depend on config" = {
    expr = eval [ ({ double, ... }: { options.a = int; options.b = mkOption { default = double; }; }) ({ config, ... }: { _module.args.double = config.a * 2; a = 2; }) ];
    expected = { a = 2; b = 4; };
  };
  "a missing argument is named" = {
    expr = eval [ ({ nosuch, ... }: { options.a = mkOption { default = nosuch; }; }) ];
    error = "<unknown-file> asks for the argument `nosuch', which nobody gives: give it with --arg nosuch EXPRESSION, in a flake with specialArgs, in a module with _module.args.nosuch, or take it out";
  };
}
