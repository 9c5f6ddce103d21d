# The module system.
{ lib }:
let
  inherit (lib) mkOption types;
  eval = modules: (lib.evalModules { inherit modules; }).config;
  int = mkOption { type = types.int; };
  list = mkOption { type = types.listOf types.str; default = [ ]; };
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
    error = "The module `<unknown-file>' asks for the argument `nosuch', which is not given to it. It must be one of specialArgs, or be set as `_module.args.nosuch'.";
  };
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
  "apply converts the value" = {
    expr = eval [ { options.a = mkOption { type = types.int; apply = x: x * 2; }; config.a = 4; } ];
    expected = { a = 8; };
  };
  "apply works on the default too" = {
    expr = eval [ { options.a = mkOption { default = 1; apply = toString; }; } ];
    expected = { a = "1"; };
  };
  "a readOnly option keeps its default" = {
    expr = eval [ { options.a = mkOption { default = 1; readOnly = true; }; } ];
    expected = { a = 1; };
  };
  "a readOnly option may be set once" = {
    expr = eval [ { options.a = mkOption { type = types.int; readOnly = true; }; } { a = 1; } ];
    expected = { a = 1; };
  };
  "a readOnly option is not set twice" = {
    expr = eval [ { options.a = mkOption { type = types.int; readOnly = true; }; } { _file = "/a"; a = 1; } { _file = "/b"; a = 2; } ];
    error = ''
      The option `a' is read-only, but it's set multiple times. Definition values:
      - In `/b': 2
      - In `/a': 1
    '';
  };
  "a readOnly option with a default is not set at all" = {
    expr = eval [ { _file = "/decl"; options.a = mkOption { default = 1; readOnly = true; }; } { _file = "/a"; config.a = 2; } ];
    error = ''
      The option `a' is read-only, but it's set multiple times. Definition values:
      - In `/a': 2
      - In `/decl': 1
    '';
  };
  "an undefined option" = {
    expr = eval [ { options.services.web.root = mkOption { type = types.path; }; } ];
    error = "The option `services.web.root' was accessed but has no value defined. Try setting the option.";
  };
  "an undeclared option" = {
    expr = eval [ { options.a = int; } { _file = "/conf.nix"; a = 1; b = 2; } ];
    error = ''
      The option `b' does not exist. Definition values:
      - In `/conf.nix': 2
    '';
  };
  "an undeclared option suggests near names" = {
    expr = eval [ { options.services.httpd.enable = mkOption { default = false; }; } { _file = "/conf.nix"; services.htpd.enable = true; } ];
    error = ''
      The option `services.htpd' does not exist. Definition values:
      - In `/conf.nix':
          {
            enable = true;
          }
      Did you mean `services.httpd'?
    '';
  };
  "an undeclared option inside suggests near names" = {
    expr = eval [ { options.services.httpd.enable = mkOption { default = false; }; } { _file = "/conf.nix"; services.httpd.enabel = true; } ];
    error = ''
      The option `services.httpd.enabel' does not exist. Definition values:
      - In `/conf.nix': true
      Did you mean `services.httpd.enable'?
    '';
  };
  "an undeclared option under mkIf is found too" = {
    expr = eval [ { options.a = int; } { _file = "/conf.nix"; config = lib.mkIf false { b = 1; }; } ];
    error = ''
      The option `b' does not exist. Definition values:
      - In `/conf.nix': 1
    '';
  };
  "an undeclared option shows all its definitions" = {
    expr = eval [ { options.a = int; } { _file = "/x"; b = 1; } { _file = "/y"; b = "two"; } ];
    error = ''
      The option `b' does not exist. Definition values:
      - In `/y': "two"
      - In `/x': 1
    '';
  };
  "an option declared inside config" = {
    expr = eval [ { options.a = int; } { _file = "/conf.nix"; config.b = mkOption { type = types.int; }; } ];
    error = "The option `b' does not exist. It looks like the declaration of an option inside `config' in `/conf.nix'. Options are declared inside `options' of a module.";
  };
  "_module.check = false lets undeclared options pass" = {
    expr = eval [ { options.a = mkOption { default = 1; }; } { b = 2; _module.check = false; } ];
    expected = { a = 1; };
  };
  "a freeform type takes undeclared options" = {
    expr = eval [ { freeformType = types.attrsOf types.int; options.a = mkOption { default = "text"; }; } { b = 2; c = 3; } ];
    expected = { a = "text"; b = 2; c = 3; };
  };
  "a freeform type goes beside nested options" = {
    expr = eval [ { freeformType = types.attrsOf (types.attrsOf types.int); options.a.b = mkOption { default = "text"; }; } { a.c = 3; d.e = 4; } ];
    expected = { a = { b = "text"; c = 3; }; d = { e = 4; }; };
  };
  "a freeform type by _module.freeformType" = {
    expr = eval [ { _module.freeformType = types.lazyAttrsOf types.raw; } { a = "b"; } ];
    expected = { a = "b"; };
  };
  "a freeform type of another type" = {
    expr = eval [ { freeformType = types.attrsOf types.int; } { _file = "/f"; b = "x"; } ];
    error = ''
      A definition for option `b' is not of type `signed integer'. Definition values:
      - In `/f': "x"
    '';
  };
  "conflicting definitions name their files" = {
    expr = eval [ { options.a = int; } { _file = "/a"; a = 1; } { _file = "/b"; a = 2; } ];
    error = ''
      The option `a' has conflicting definition values:
      - In `/b': 2
      - In `/a': 1
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "a wrong type names option, type and file" = {
    expr = eval [ { options.a.b = int; } { _file = "/a"; a.b = "x"; } ];
    error = ''
      A definition for option `a.b' is not of type `signed integer'. Definition values:
      - In `/a': "x"
    '';
  };
  "a set of options is not a value" = {
    expr = eval [ { options.a.b = int; } { _file = "/a"; a = 5; } ];
    error = ''
      The option `a' is a set of options, so it can only be set to an attribute set. Definition values:
      - In `/a': 5
    '';
  };
  "two declarations that don't go together" = {
    expr = eval [ { _file = "/a"; options.a = mkOption { default = 1; }; } { _file = "/b"; options.a = mkOption { default = 2; }; } ];
    error = "The option `a' in `/a' is already declared in `/b'.";
  };
  "two declarations that go together" = {
    expr = eval [ { options.a = mkOption { type = types.int; }; } { options.a = mkOption { default = 3; }; } ];
    expected = { a = 3; };
  };
  "options inside an option" = {
    expr = eval [ { _file = "/a"; options.a = int; } { _file = "/b"; options.a.b = int; config.a = 1; } ];
    error = "The option `a' in `/a' can't have options inside, since its type is `signed integer', but `/b' declares `a.b'. Its type must be a submodule, or the options must not be nested.";
  };
  "options inside a submodule from another module" = {
    expr = eval [ { options.a = mkOption { type = types.submodule { options.x = int; }; default = { }; }; } { options.a.y = mkOption { default = 2; }; config.a.x = 1; } ];
    expected = { a = { x = 1; y = 2; }; };
  };
  "options inside an attrsOf submodule from another module" = {
    expr = eval [ { options.a = mkOption { type = types.attrsOf (types.submodule { options.x = int; }); }; } { options.a = mkOption { type = types.attrsOf (types.submodule { options.y = mkOption { default = 2; }; }); }; config.a.n.x = 1; } ];
    expected = { a = { n = { x = 1; y = 2; }; }; };
  };
  "attributes beside config" = {
    expr = eval [ { _file = "/a"; options.a = int; a = 1; } ];
    error = "The module `/a' has an unsupported attribute `a'. Since it has `config' or `options' at its top level, definitions of options must be inside `config', so write `config.a', or move them into `config'.";
  };
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
    error = "`disabledModules' in `<unknown-file>' must hold paths, or names below the modules' directory, or modules with a `key', but it holds int.";
  };
  "class of modules agrees" = {
    expr = (lib.evalModules { class = "nixos"; modules = [ { _class = "nixos"; options.a = mkOption { default = 1; }; } ]; }).config;
    expected = { a = 1; };
  };
  "class of modules differs" = {
    expr = (lib.evalModules { class = "nixos"; modules = [ { _file = "/m"; _class = "homeManager"; options.a = int; } ]; }).config;
    error = "The module `/m' is of the class `homeManager', but the configuration takes modules of the class `nixos' only.";
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
  "importApply" = {
    expr = eval [ (lib.modules.importApply ./modules/applied.nix { start = 4; }) ];
    expected = { start = 4; };
  };
  "importJSON as a module" = {
    expr = eval [ { options.a = mkOption { type = types.listOf types.raw; }; } (lib.modules.importJSON ./data.json) ];
    expected = { a = [ 1 "x" ]; };
  };
  "importTOML as a module" = {
    expr = eval [ { options.b.c = int; } (lib.modules.importTOML ./data.toml) ];
    expected = { b = { c = 1; }; };
  };
  "setDefaultModuleLocation" = {
    expr = (lib.evalModules { modules = [ { options.a = int; } (lib.setDefaultModuleLocation "/here" { a = 1; }) ]; }).options.a.files;
    expected = [ "/here" ];
  };
  "require is imports" = {
    expr = eval [ { require = [ { options.a = mkOption { default = 1; }; } ]; } ];
    expected = { a = 1; };
  };
  "meta beside config" = {
    expr = (eval [ { options.meta.m = mkOption { default = null; }; options.a = mkOption { default = 1; }; meta.m = "me"; } ]).meta;
    expected = { m = "me"; };
  };
  "a functor is a module" = {
    expr = eval [ { __functor = _: { lib, ... }: { options.a = lib.mkOption { default = 1; }; }; __functionArgs.lib = false; } ];
    expected = { a = 1; };
  };
  "mkIf is a module that only configures" = {
    expr = eval [ { imports = [ (lib.mkIf true { a = 1; }) (lib.mkIf false { a = 2; }) ]; options.a = int; } ];
    expected = { a = 1; };
  };
  "imports inside mkIf" = {
    expr = eval [ { _file = "/m"; options.a = int; config = lib.mkIf true { imports = [ ]; }; } ];
    error = ''
      The option `imports' does not exist. Definition values:
      - In `/m': [ ]
      `imports' must be at the top level of a module, not under `config' or inside mkIf or mkMerge.
    '';
  };
  "a list is no module" = {
    expr = eval [ [ { options.a = int; } ] ];
    error = "Expected a module in `<unknown-file>', but found a list. A list of modules goes into `imports' as its elements, or as `{ imports = [ … ]; }'.";
  };
  "a number is no module" = {
    expr = eval [ 5 ];
    error = "Expected a module in `<unknown-file>', but found int.";
  };
  "a configuration is no module" = {
    expr = eval [ (lib.evalModules { modules = [ ]; }) ];
    error = "Expected a module in `<unknown-file>', but found a whole configuration, the result of evalModules. Import the modules that it was made of, or take values from its `config'.";
  };
  "options must be options" = {
    expr = eval [ { _file = "/m"; options = 5; } ];
    error = "The `options' in `/m' must be an attribute set of options, but they are int.";
  };
  "infinite recursion through imports" = {
    expr = eval [ ({ config, ... }: { imports = if config.a then [ ] else [ ]; options.a = mkOption { default = true; }; }) ];
    error = "infinite recursion encountered";
  };
  "lib.modules.mergeDefinitions" = {
    expr = (lib.mergeDefinitions [ "x" ] (types.listOf types.int) [ { file = "a"; value = [ 1 ]; } { file = "b"; value = lib.mkIf true [ 2 ]; } ]).mergedValue;
    expected = [ 1 2 ];
  };
  "dischargeProperties and filterOverrides" = {
    expr = [ (lib.dischargeProperties (lib.mkMerge [ 1 (lib.mkIf false 2) (lib.mkIf true (lib.mkMerge [ 3 4 ])) ])) (lib.filterOverrides [ { file = "a"; value = lib.mkForce 1; } { file = "b"; value = 2; } ]) ];
    expected = [ [ 1 3 4 ] [ { file = "a"; value = 1; } ] ];
  };
  "pushDownProperties" = {
    expr = builtins.length (lib.pushDownProperties (lib.mkMerge [ { a = 1; } (lib.mkIf true { b = 2; }) ]));
    expected = 2;
  };
  "values are lazy" = {
    expr = (eval [ { options.a = mkOption { default = 1; }; options.b = mkOption { default = throw "not needed"; }; } ]).a;
    expected = 1;
  };
  "definitions of unused options are not evaluated" = {
    expr = (eval [ { options.a = int; options.b = int; } { a = 1; b = throw "not needed"; } ]).a;
    expected = 1;
  };
}
