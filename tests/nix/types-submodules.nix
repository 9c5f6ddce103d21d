# Types that hold modules or functions, and types made of others.
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
  # The type of an option that is declared with two types.
  joined =
    left: right:
    (lib.evalModules {
      modules = [
        { options.v = mkOption { type = left; }; }
        { options.v = mkOption { type = right; }; }
      ];
    }).options.v.type;
  point = {
    options.x = mkOption { type = types.int; };
    options.y = mkOption {
      type = types.int;
      default = 0;
    };
  };
in
{
  "submodule evaluates options inside" = {
    expr = of (types.submodule point) [ { x = 1; } ];
    expected = { x = 1; y = 0; };
  };
  "submodule merges definitions" = {
    expr = of (types.submodule point) [ { x = 1; } { y = 2; } ];
    expected = { x = 1; y = 2; };
  };
  "submodule takes functions" = {
    expr = of (types.submodule point) [ ({ config, ... }: { x = 1; y = config.x + 1; }) ];
    expected = { x = 1; y = 2; };
  };
  "submodule takes conditions" = {
    expr = of (types.submodule point) [ { x = 1; y = lib.mkIf false 5; } ];
    expected = { x = 1; y = 0; };
  };
  "submodule names what it lacks" = {
    expr = of (types.submodule point) [ { } ];
    error = "The option `v.x' was accessed but has no value defined. Try setting the option.";
  };
  "submodule names what is of the wrong type" = {
    expr = of (types.submodule point) [ { x = "a"; } ];
    error = ''
      A definition for option `v.x' is not of type `signed integer'. Definition values:
      - In `/a': "a"
    '';
  };
  "submodule names what it does not know" = {
    expr = of (types.submodule point) [ { x = 1; z = 2; } ];
    error = ''
      The option `v.z' does not exist. Definition values:
      - In `/a': 2
    '';
  };
  "submodule knows its name" = {
    expr = of (types.attrsOf (types.submodule ({ name, ... }: { options.n = mkOption { default = name; }; }))) [ { foo = { }; bar = { }; } ];
    expected = { bar = { n = "bar"; }; foo = { n = "foo"; }; };
  };
  "submodule's name may be overridden" = {
    expr = of (types.attrsOf (types.submodule ({ name, ... }: { options.n = mkOption { default = name; }; }))) [ { foo._module.args.name = lib.mkForce "other"; } ];
    expected = { foo = { n = "other"; }; };
  };
  "submodules in lists" = {
    expr = of (types.listOf (types.submodule point)) [ [ { x = 1; } { x = 2; y = 3; } ] ];
    expected = [ { x = 1; y = 0; } { x = 2; y = 3; } ];
  };
  "submodules in lists name the element" = {
    expr = of (types.listOf (types.submodule point)) [ [ { x = 1; } { } ] ];
    error = "The option `v.[definition 1-entry 2].x' was accessed but has no value defined. Try setting the option.";
  };
  "submodule with several modules" = {
    expr = of (types.submodule [ point { options.z = mkOption { default = 9; }; } ]) [ { x = 1; } ];
    expected = { x = 1; y = 0; z = 9; };
  };
  "submodule with a freeform type" = {
    expr = of (types.submodule { freeformType = types.attrsOf types.int; options.x = mkOption { default = "s"; }; }) [ { a = 1; b = 2; } ];
    expected = { a = 1; b = 2; x = "s"; };
  };
  "a freeform type checks what is free" = {
    expr = of (types.submodule { freeformType = types.attrsOf types.int; options.x = mkOption { default = "s"; }; }) [ { a = "no"; } ];
    error = ''
      A definition for option `v.a' is not of type `signed integer'. Definition values:
      - In `/a': "no"
    '';
  };
  "submoduleWith gives specialArgs" = {
    expr = of (types.submoduleWith { modules = [ ({ extra, ... }: { options.e = mkOption { default = extra; }; }) ]; specialArgs.extra = 7; }) [ { } ];
    expected = { e = 7; };
  };
  "submoduleWith shorthandOnlyDefinesConfig takes an attribute `config` as a definition" = {
    expr = of (types.submoduleWith { modules = [ { options.config = mkOption { default = 1; }; } ]; shorthandOnlyDefinesConfig = true; }) [ { config = 5; } ];
    expected = { config = 5; };
  };
  "submoduleWith without it takes whole modules" = {
    expr = of (types.submoduleWith { modules = [ point ]; }) [ { options.w = mkOption { default = 3; }; config.x = 1; } ];
    expected = { w = 3; x = 1; y = 0; };
  };
  "submoduleWith checks the class" = {
    expr = of (types.submoduleWith { modules = [ ]; class = "nixos"; }) [ { _class = "darwin"; imports = [ ]; } ];
    error = "The module `/a' is of the class \"darwin\", but it is imported where modules of the class \"nixos\" are expected.";
  };
  "submodules of two declarations join" = {
    expr = (joined (types.submodule point) (types.submodule { options.z = mkOption { default = 3; }; })).merge [ "v" ] [ { file = "f"; value.x = 1; } ];
    expected = { x = 1; y = 0; z = 3; };
  };
  "deferredModule is imported elsewhere" = {
    expr = (lib.evalModules { modules = [ point (of types.deferredModule [ { x = 1; } { config.y = 2; } ]) ]; }).config;
    expected = { x = 1; y = 2; };
  };
  "deferredModuleWith has static modules" = {
    expr = (lib.evalModules { modules = [ (of (types.deferredModuleWith { staticModules = [ point ]; }) [ { x = 1; } ]) ]; }).config;
    expected = { x = 1; y = 0; };
  };
  "functionTo merges results" = {
    expr = (of (types.functionTo (types.listOf types.int)) [ (x: [ x ]) (x: [ (x + 1) ]) ]) 5;
    expected = [ 6 5 ];
  };
  "functionTo checks results" = {
    expr = (of (types.functionTo types.int) [ (x: "no") ]) 5;
    error = ''
      A definition for option `v.<function body>' is not of type `signed integer'. Definition values:
      - In `/a': "no"
    '';
  };
  "functionTo refuses what is no function" = {
    expr = of (types.functionTo types.int) [ 5 ];
    error = ''
      A definition for option `v' is not of type `function that evaluates to a(n) signed integer'. Definition values:
      - In `/a': 5
    '';
  };
  "functionTo knows the arguments" = {
    expr = lib.functionArgs (of (types.functionTo types.int) [ ({ a, b ? 1 }: a) ]);
    expected = { a = false; b = true; };
  };
  "uniq takes one" = {
    expr = of (types.uniq types.int) [ 5 ];
    expected = 5;
  };
  "uniq refuses two" = {
    expr = of (types.uniq types.int) [ 5 5 ];
    error = ''
      The option `v' is defined multiple times while it's expected to be unique.
      Definition values:
      - In `/b': 5
      - In `/a': 5
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "unique says its message" = {
    expr = of (types.unique { message = "One is enough."; } types.int) [ 5 6 ];
    error = ''
      The option `v' is defined multiple times while it's expected to be unique.
      One is enough.
      Definition values:
      - In `/b': 6
      - In `/a': 5
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "coercedTo converts" = {
    expr = [ (of (types.coercedTo types.int toString types.str) [ 5 ]) (of (types.coercedTo types.int toString types.str) [ "x" ]) ];
    expected = [ "5" "x" ];
  };
  "coercedTo converts before it merges" = {
    expr = of (types.coercedTo types.str lib.singleton (types.listOf types.str)) [ "b" [ "a" ] ];
    expected = [ "a" "b" ];
  };
  "coercedTo describes both" = {
    expr = of (types.coercedTo types.int toString types.str) [ true ];
    error = ''
      A definition for option `v' is not of type `string or signed integer convertible to it'. Definition values:
      - In `/a': true
    '';
  };
  "coercedTo checks the result" = {
    expr = of (types.coercedTo types.str lib.toInt types.ints.u8) [ "256" ];
    error = ''
      A definition for option `v' is not of type `8 bit unsigned integer; between 0 and 255 (both inclusive) or string convertible to it'. Definition values:
      - In `/a': "256"
    '';
  };
}
