# Forms of modules, laziness, and what the module system says of mistakes.
{ lib }:
let
  inherit (lib) mkOption types;
  eval = modules: (lib.evalModules { inherit modules; }).config;
  int = mkOption { type = types.int; };
  list = mkOption { type = types.listOf types.str; default = [ ]; };
in
{
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
  "a default is not evaluated when it is not needed" = {
    expr = eval [ { options.a = mkOption { default = throw "not needed"; }; } { a = 1; } ];
    expected = { a = 1; };
  };
  "a weaker definition is not evaluated" = {
    expr = eval [ { options.a = mkOption { }; } { a = lib.mkDefault (throw "not needed"); } { a = 1; } ];
    expected = { a = 1; };
  };
  "the highest priority is known without the value" = {
    expr = (lib.evalModules { modules = [ { options.a = mkOption { default = throw "not needed"; }; } ]; }).options.a.highestPrio;
    expected = 1500;
  };
  "mkForce around mkIf" = {
    expr = eval [ { options.a = int; } { _file = "/f"; a = lib.mkForce (lib.mkIf true 1); } ];
    error = "The properties of a definition of `a' in `/f' are nested the wrong way: inside mkForce, mkDefault, mkOverride and mkOrder there is mkIf. Write `mkIf condition (mkForce value)'.";
  };
  "mkForce around mkDefault" = {
    expr = eval [ { options.a = int; } { _file = "/f"; a = lib.mkForce (lib.mkDefault 1); } ];
    error = "The properties of a definition of `a' in `/f' are nested the wrong way: inside mkForce, mkDefault, mkOverride and mkOrder there is another priority. Write one priority only, around mkBefore, mkAfter and mkOrder.";
  };
  "mkBefore around mkForce" = {
    expr = eval [ { options.a = list; } { _file = "/f"; a = lib.mkBefore (lib.mkForce [ "x" ]); } { a = [ "y" ]; } ];
    error = "The properties of a definition of `a' in `/f' are nested the wrong way: inside mkForce, mkDefault, mkOverride and mkOrder there is another priority. Write one priority only, around mkBefore, mkAfter and mkOrder.";
  };
  "what nobody sets has no value, also where the type has an empty one" = {
    expr = eval [ { options.l = mkOption { type = types.listOf types.int; }; } ];
    error = "The option `l' was accessed but has no value defined. Try setting the option.";
  };
  "what nobody sets has no value, also where the type is a submodule" = {
    expr = eval [ { options.s = mkOption { type = types.submodule { options.x = mkOption { default = 5; }; }; }; } ];
    error = "The option `s' was accessed but has no value defined. Try setting the option.";
  };
  "a type is not an option" = {
    expr = eval [ { _file = "/m"; options.a = types.int; } ];
    error = "The option `a' in `/m' must be declared with mkOption, but it is a bare type. Write `mkOption { type = …; }'.";
  };
  "definitions of a submodule's own modules come first, the later ones before" = {
    expr = (eval [ { options.s = mkOption { default = { }; type = types.submodule { options.l = list; config.l = [ "1" ]; }; }; } { options.s = mkOption { type = types.submodule { config.l = [ "2" ]; }; }; } { s.l = [ "user" ]; } ]).s.l;
    expected = [ "2" "1" "user" ];
  };
  "options of submodules know their file" = {
    expr = ((lib.evalModules { modules = [ { _file = "/decl"; options.s = mkOption { type = types.submodule { options.x = mkOption { }; }; }; } ]; }).options.s.type.getSubOptions [ "s" ]).x.declarations;
    expected = [ "/decl" ];
  };
  "mapDefinitionValue goes through properties" = {
    expr = lib.modules.mapDefinitionValue (x: x + 1) (lib.mkIf true (lib.mkForce (lib.mkMerge [ 1 (lib.mkBefore 2) ])));
    expected = {
      _type = "if";
      condition = true;
      content = {
        _type = "override";
        content = {
          _type = "merge";
          contents = [ 2 { _type = "order"; content = 3; priority = 500; } ];
        };
        priority = 50;
      };
    };
  };
  "mergeAttrDefinitionsWithPrio" = {
    expr = let o = (lib.evalModules { modules = [ { options.a = mkOption { type = types.lazyAttrsOf types.raw; }; } { a = { x = lib.mkDefault 1; y = 2; }; } ]; }).options.a; in lib.mapAttrs (n: v: v.highestPrio) (lib.modules.mergeAttrDefinitionsWithPrio o);
    expected = { x = 1000; y = 100; };
  };
  "near names of several" = {
    expr = eval [ { options = { foo = int; bar = int; baz = int; }; } { _file = "/f"; far = 1; } ];
    error = ''
      The option `far' does not exist. Definition values:
      - In `/f': 1
      Did you mean `bar'?
    '';
  };
  "a name that begins as one does" = {
    expr = eval [ { options.services.nginx.virtualHosts = int; } { _file = "/f"; services.nginx.virtual = 1; } ];
    error = ''
      The option `services.nginx.virtual' does not exist. Definition values:
      - In `/f': 1
      Did you mean `services.nginx.virtualHosts'?
    '';
  };
  "an undeclared option whose value can't be evaluated" = {
    expr = eval [ { options.a = int; } { _file = "/f"; b = throw "no value"; } ];
    error = ''
      The option `b' does not exist. Definition values:
      - In `/f'
    '';
  };
  "an option declared inside a set inside config" = {
    expr = eval [ { options.a = int; } { _file = "/f"; config.nest.b = mkOption { }; } ];
    error = "The option `nest' does not exist. It looks like the declaration of an option inside `config' in `/f'. Options are declared inside `options' of a module.";
  };
}
