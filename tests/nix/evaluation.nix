# Evaluating modules: disabling, classes, extending, the options' records.
{ lib }:
let
  inherit (lib) mkOption types;
  eval = modules: (lib.evalModules { inherit modules; }).config;
  int = mkOption { type = types.int; };
in
{
  "disabledModules by path" = {
    expr = eval [ ./modules/counter.nix { options.counter.start = mkOption { default = "own"; }; disabledModules = [ ./modules/counter.nix ]; } ];
    expected = { counter = { start = "own"; }; };
  };
  "disabledModules by name below the modules' directory" = {
    expr = (lib.evalModules { modules = [ ./modules/counter.nix { disabledModules = [ "counter.nix" ]; } { options.a = mkOption { default = 1; }; } ]; specialArgs.modulesPath = ./modules; }).config;
    expected = { a = 1; };
  };
  "disabledModules by key" = {
    expr = eval [ { key = "k"; options.a = mkOption { default = 1; }; } { options.b = mkOption { default = 1; }; disabledModules = [ { key = "k"; } ]; } ];
    expected = { b = 1; };
  };
  "what a disabled module imports is not there either" = {
    expr = eval [ { imports = [ ./modules/importer.nix ]; disabledModules = [ ./modules/importer.nix ]; options.a = mkOption { default = 1; }; } ];
    expected = { a = 1; };
  };
  "disabledModules of something else" = {
    expr = eval [ { disabledModules = [ 5 ]; options.a = int; } ];
    error = "The option `a' was accessed but has no value defined. Try setting the option.";
  };
  "class of modules agrees" = {
    expr = (lib.evalModules { class = "nixos"; modules = [ { _class = "nixos"; options.a = mkOption { default = 1; }; } ]; }).config;
    expected = { a = 1; };
  };
  "class of modules differs" = {
    expr = (lib.evalModules { class = "nixos"; modules = [ { _file = "/m"; _class = "homeManager"; options.a = int; } ]; }).config;
    error = "The module `/m' is of the class \"homeManager\", but it is imported where modules of the class \"nixos\" are expected.";
  };
  "class is an argument" = {
    expr = (lib.evalModules { class = "nixos"; modules = [ ({ _class, ... }: { options.a = mkOption { default = _class; }; }) ]; }).config;
    expected = { a = "nixos"; };
  };
  "prefix is in the options' paths" = {
    expr = (lib.evalModules { prefix = [ "p" ]; modules = [ { options.a = mkOption { default = 1; }; } ]; }).options.a.loc;
    expected = [ "p" "a" ];
  };
  "prefix is in messages" = {
    expr = (lib.evalModules { prefix = [ "p" ]; modules = [ { options.a = int; } ]; }).config;
    error = "The option `p.a' was accessed but has no value defined. Try setting the option.";
  };
  "extendModules adds modules" = {
    expr = ((lib.evalModules { modules = [ { options.a = mkOption { default = 1; }; } ]; }).extendModules { modules = [ { a = 5; } ]; }).config;
    expected = { a = 5; };
  };
  "extendModules adds specialArgs" = {
    expr = ((lib.evalModules { modules = [ ({ x, ... }: { options.a = mkOption { default = x; }; }) ]; specialArgs.x = 1; }).extendModules { specialArgs.x = 2; }).config;
    expected = { a = 2; };
  };
  "extendModules as an argument" = {
    expr = (lib.evalModules { modules = [ ({ extendModules, ... }: { options.a = mkOption { default = 1; }; options.b = mkOption { default = null; type = types.raw; apply = _: (extendModules { modules = [ { a = lib.mkForce 7; b = lib.mkForce 0; } ]; }).config.a; }; }) ]; }).config.a;
    expected = 1;
  };
  "a configuration is a type" = {
    expr = (lib.evalModules { modules = [ { options.s = mkOption { type = (lib.evalModules { modules = [ { options.a = mkOption { default = 1; }; } ]; }).type; }; config.s.a = 2; } ]; }).config;
    expected = { s = { a = 2; }; };
  };
  "moduleType is an argument" = {
    expr = (lib.evalModules { modules = [ ({ moduleType, ... }: { options.a = mkOption { default = moduleType.name; }; }) ]; }).config;
    expected = { a = "submodule"; };
  };
  "an option's record" = {
    expr = let o = (lib.evalModules { modules = [ { _file = "/d"; options.a = mkOption { type = types.int; default = 1; description = "D"; }; } { _file = "/x"; a = 5; } ]; }).options.a; in [ o._type o.value o.isDefined o.highestPrio o.files o.definitions o.definitionsWithLocations o.loc o.declarations o.description o.default (toString o) ];
    expected = [
      "option"
      5
      true
      100
      [ "/x" ]
      [ 5 ]
      [ { file = "/x"; value = 5; } ]
      [ "a" ]
      [ "/d" ]
      "D"
      1
      "a"
    ];
  };
  "an option's record when nothing is defined" = {
    expr = let o = (lib.evalModules { modules = [ { options.a = mkOption { type = types.int; }; } ]; }).options.a; in [ o.isDefined o.files o.highestPrio ];
    expected = [ false [ ] 9999 ];
  };
  "positions of declarations" = {
    expr = let o = (lib.evalModules { modules = [ ./modules/counter.nix ]; }).options.counter.start; in map (p: baseNameOf p.file) o.declarationPositions;
    expected = [ "counter.nix" ];
  };
  "definitionsWithLocations are after priorities" = {
    expr = (lib.evalModules { modules = [ { options.a = mkOption { default = 0; }; } { _file = "/x"; a = lib.mkDefault 1; } { _file = "/y"; a = 2; } ]; }).options.a.definitionsWithLocations;
    expected = [ { file = "/y"; value = 2; } ];
  };
  "a configuration's parts" = {
    expr = builtins.attrNames (builtins.removeAttrs (lib.evalModules { modules = [ ]; }) [ "graph" ]);
    expected = [ "_module" "_type" "class" "config" "extendModules" "options" "type" ];
  };
  "_module is not in config" = {
    expr = eval [ { _module.args.x = 1; } ];
    expected = { };
  };
}
