# Types of options: what they take, how they merge, what they say.
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
  "bool takes booleans only" = {
    expr = takes types.bool [ true false 1 "true" null ];
    expected = [ true true false false false ];
  };
  "bool agrees with itself" = {
    expr = of types.bool [ true true ];
    expected = true;
  };
  "bool refuses numbers" = {
    expr = of types.bool [ 1 ];
    error = ''
      A definition for option `v' is not of type `boolean'. Definition values:
      - In `/a': 1
    '';
  };
  "bool refuses to differ" = {
    expr = of types.bool [ true false ];
    error = ''
      The option `v' has conflicting definition values:
      - In `/b': false
      - In `/a': true
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "boolByOr is true when one is" = {
    expr = [ (of types.boolByOr [ false true ]) (of types.boolByOr [ false false ]) ];
    expected = [ true false ];
  };
  "int takes integers only" = {
    expr = takes types.int [ 1 (-1) 1.5 "1" null ];
    expected = [ true true false false false ];
  };
  "int names option, type and file" = {
    expr = of types.int [ "x" ];
    error = ''
      A definition for option `v' is not of type `signed integer'. Definition values:
      - In `/a': "x"
    '';
  };
  "int shows conflicting definitions" = {
    expr = of types.int [ 1 2 ];
    error = ''
      The option `v' has conflicting definition values:
      - In `/b': 2
      - In `/a': 1
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "ints.unsigned begins at zero" = {
    expr = takes types.ints.unsigned [ 0 5 (-1) ];
    expected = [ true true false ];
  };
  "ints.positive begins at one" = {
    expr = takes types.ints.positive [ 0 1 (-1) ];
    expected = [ false true false ];
  };
  "ints.between takes both ends" = {
    expr = takes (types.ints.between 2 4) [ 1 2 4 5 ];
    expected = [ false true true false ];
  };
  "ints.between says its range" = {
    expr = of (types.ints.between 2 4) [ 5 ];
    error = ''
      A definition for option `v' is not of type `integer between 2 and 4 (both inclusive)'. Definition values:
      - In `/a': 5
    '';
  };
  "ints.u8" = {
    expr = takes types.ints.u8 [ 0 255 256 (-1) ];
    expected = [ true true false false ];
  };
  "ints.u16" = {
    expr = takes types.ints.u16 [ 0 65535 65536 (-1) ];
    expected = [ true true false false ];
  };
  "ints.u32" = {
    expr = takes types.ints.u32 [ 0 4294967295 4294967296 (-1) ];
    expected = [ true true false false ];
  };
  "ints.s8" = {
    expr = takes types.ints.s8 [ (-128) 127 128 (-129) ];
    expected = [ true true false false ];
  };
  "ints.s16" = {
    expr = takes types.ints.s16 [ (-32768) 32767 32768 (-32769) ];
    expected = [ true true false false ];
  };
  "ints.s32" = {
    expr = takes types.ints.s32 [ (-2147483648) 2147483647 2147483648 (-2147483649) ];
    expected = [ true true false false ];
  };
  "ints.u8 says its range" = {
    expr = of types.ints.u8 [ 256 ];
    error = ''
      A definition for option `v' is not of type `8 bit unsigned integer; between 0 and 255 (both inclusive)'. Definition values:
      - In `/a': 256
    '';
  };
  "port is 16 bits" = {
    expr = takes types.port [ 0 80 65535 65536 "80" ];
    expected = [ true true true false false ];
  };
  "port says its range" = {
    expr = of types.port [ 65536 ];
    error = ''
      A definition for option `v' is not of type `16 bit unsigned integer; between 0 and 65535 (both inclusive)'. Definition values:
      - In `/a': 65536
    '';
  };
  "float takes floats only" = {
    expr = takes types.float [ 1.5 1 "1.5" ];
    expected = [ true false false ];
  };
  "number takes both" = {
    expr = takes types.number [ 1.5 1 "1" ];
    expected = [ true true false ];
  };
  "numbers.between" = {
    expr = takes (types.numbers.between 0 1) [ 0.5 0 1 1.1 ];
    expected = [ true true true false ];
  };
  "numbers.nonnegative and positive" = {
    expr = [ (takes types.numbers.nonnegative [ 0 0.5 (-0.5) ]) (takes types.numbers.positive [ 0 0.5 (-1) ]) ];
    expected = [ [ true true false ] [ false true false ] ];
  };
  "str takes strings only" = {
    expr = takes types.str [ "a" "" 1 null ./data.txt ];
    expected = [ true true false false false ];
  };
  "str refuses to differ" = {
    expr = of types.str [ "x" "y" ];
    error = ''
      The option `v' has conflicting definition values:
      - In `/b': "y"
      - In `/a': "x"
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "str agrees with itself" = {
    expr = of types.str [ "x" "x" ];
    expected = "x";
  };
  "singleLineStr drops the newline at the end" = {
    expr = [ (of types.singleLineStr [ "a\n" ]) (of types.singleLineStr [ "a" "a" ]) ];
    expected = [ "a" "a" ];
  };
  "singleLineStr refuses several lines" = {
    expr = of types.singleLineStr [ "a\nb" ];
    error = ''
      A definition for option `v' is not of type `(optionally newline-terminated) single-line string'. Definition values:
      - In `/a':
          '''
            a
            b'''
    '';
  };
  "nonEmptyStr wants something to read" = {
    expr = takes types.nonEmptyStr [ "a" "" " " "\n" ];
    expected = [ true false false false ];
  };
  "nonEmptyStr refuses the empty string" = {
    expr = of types.nonEmptyStr [ "" ];
    error = ''
      A definition for option `v' is not of type `non-empty string'. Definition values:
      - In `/a': ""
    '';
  };
  "strMatching matches as a whole" = {
    expr = takes (types.strMatching "[a-z]+") [ "abc" "abc1" "" 1 ];
    expected = [ true false false false ];
  };
  "strMatching says its pattern" = {
    expr = of (types.strMatching "[a-z]+") [ "A" ];
    error = ''
      A definition for option `v' is not of type `string matching the pattern [a-z]+'. Definition values:
      - In `/a': "A"
    '';
  };
  "separatedString joins in order" = {
    expr = of (types.separatedString "-") [ "c" "b" "a" ];
    expected = "a-b-c";
  };
  "separatedString obeys mkBefore and mkAfter" = {
    expr = of (types.separatedString "-") [ (lib.mkAfter "z") "m" (lib.mkBefore "a") ];
    expected = "a-m-z";
  };
  "lines joins with newlines" = {
    expr = of types.lines [ "b" "a" ];
    expected = "a\nb";
  };
  "commas joins with commas" = {
    expr = of types.commas [ "b" "a" ];
    expected = "a,b";
  };
  "envVar joins with colons" = {
    expr = of types.envVar [ "/b" "/a" ];
    expected = "/a:/b";
  };
  "passwdEntry has no colons" = {
    expr = takes (types.passwdEntry types.str) [ "a" "a:b" "a\nb" ];
    expected = [ true false false ];
  };
  "path takes absolute paths" = {
    expr = takes types.path [ "/x" ./data.txt "x" "" 1 ];
    expected = [ true true false false false ];
  };
  "path refuses relative ones" = {
    expr = of types.path [ "relative" ];
    error = ''
      A definition for option `v' is not of type `absolute path'. Definition values:
      - In `/a': "relative"
    '';
  };
  "pathInStore takes store paths" = {
    expr = takes types.pathInStore [ "/nix/store/0lz9p8xhf89kb1c1kk6jxrzskaiygnlh-bash-5.2" "/nix/store/0lz9p8xhf89kb1c1kk6jxrzskaiygnlh-bash-5.2/bin/sh" "/nix/store" "/nix/store/" "/usr" "/nix/store/.links" ];
    expected = [ true true false false false false ];
  };
  "externalPath takes paths outside the store" = {
    expr = takes types.externalPath [ "/usr" "/nix/store/0lz9p8xhf89kb1c1kk6jxrzskaiygnlh-bash-5.2" "rel" ];
    expected = [ true false false ];
  };
  "pathWith relative" = {
    expr = takes (types.pathWith { absolute = false; }) [ "a/b" "/a" ];
    expected = [ true false ];
  };
  "package takes derivations" = {
    expr = (of types.package [ { type = "derivation"; name = "hello"; outPath = "/x"; } ]).name;
    expected = "hello";
  };
  "package refuses text" = {
    expr = of types.package [ "hello" ];
    error = ''
      A definition for option `v' is not of type `package'. Definition values:
      - In `/a': "hello"
    '';
  };
  "package refuses several" = {
    expr = of types.package [ { type = "derivation"; name = "a"; outPath = "/x"; } { type = "derivation"; name = "b"; outPath = "/y"; } ];
    error = ''
      The option `v' is defined multiple times while it's expected to be unique.
      Definition values:
      - In `/b': <derivation b>
      - In `/a': <derivation a>
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "shellPackage knows its shell" = {
    expr = takes types.shellPackage [ { type = "derivation"; name = "a"; outPath = "/x"; shellPath = "/bin/sh"; } { type = "derivation"; name = "a"; outPath = "/x"; } ];
    expected = [ true false ];
  };
  "enum takes what it lists" = {
    expr = takes (types.enum [ "a" 1 true ]) [ "a" 1 true "b" false ];
    expected = [ true true true false false ];
  };
  "enum lists its values" = {
    expr = of (types.enum [ "debug" "info" ]) [ "warn" ];
    error = ''
      A definition for option `v' is not of type `one of "debug", "info"'. Definition values:
      - In `/a': "warn"
    '';
  };
  "enums of two declarations join" = {
    expr = map (joined (types.enum [ "a" ]) (types.enum [ "b" ])).check [ "a" "b" "c" ];
    expected = [ true true false ];
  };
  "either takes both" = {
    expr = takes (types.either types.int types.str) [ 1 "a" true ];
    expected = [ true true false ];
  };
  "either describes both" = {
    expr = of (types.either types.int types.str) [ true ];
    error = ''
      A definition for option `v' is not of type `signed integer or string'. Definition values:
      - In `/a': true
    '';
  };
  "either refuses a mix" = {
    expr = of (types.either types.int types.str) [ 1 "a" ];
    error = ''
      The option `v' is defined multiple times while it's expected to be unique.
      Definition values:
      - In `/b': "a"
      - In `/a': 1
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "either merges as the one that fits" = {
    expr = of (types.either (types.listOf types.int) types.str) [ [ 1 ] [ 2 ] ];
    expected = [ 2 1 ];
  };
  "oneOf takes any of several" = {
    expr = takes (types.oneOf [ types.int types.str types.bool ]) [ 1 "a" true null ];
    expected = [ true true true false ];
  };
  "oneOf describes all" = {
    expr = of (types.oneOf [ types.int types.str types.bool ]) [ null ];
    error = ''
      A definition for option `v' is not of type `signed integer or string or boolean'. Definition values:
      - In `/a': null
    '';
  };
  "nullOr takes null" = {
    expr = takes (types.nullOr types.int) [ null 1 "a" ];
    expected = [ true true false ];
  };
  "nullOr merges as its element" = {
    expr = of (types.nullOr types.lines) [ "b" "a" ];
    expected = "a\nb";
  };
  "nullOr refuses null and not null" = {
    expr = of (types.nullOr types.int) [ null 1 ];
    error = ''
      The option `v' is defined both null and not null, in `/b' and `/a'. Definition values:
      - In `/b': 1
      - In `/a': null
    '';
  };
  "nullOr describes its element" = {
    expr = of (types.nullOr types.int) [ "x" ];
    error = ''
      A definition for option `v' is not of type `null or signed integer'. Definition values:
      - In `/a': "x"
    '';
  };
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
    error = "The module `/a' is of the class `darwin', but the configuration takes modules of the class `nixos' only.";
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
  "anything merges deeply" = {
    expr = of types.anything [ { a.b = 1; l = [ 1 ]; } { a.c = 2; s = "x"; } ];
    expected = { a = { b = 1; c = 2; }; l = [ 1 ]; s = "x"; };
  };
  "anything takes equal scalars" = {
    expr = of types.anything [ { a = 1; } { a = 1; } ];
    expected = { a = 1; };
  };
  "anything refuses different scalars" = {
    expr = of types.anything [ { a = 1; } { a = 2; } ];
    error = ''
      The option `v.a' has conflicting definition values:
      - In `/b': 2
      - In `/a': 1
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "anything refuses a mix of kinds" = {
    expr = of types.anything [ { a = 1; } { a = "x"; } ];
    error = ''
      The option `v.a' has conflicting definition values:
      - In `/b': "x"
      - In `/a': 1
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "anything takes equal lists" = {
    expr = of types.anything [ [ 1 ] [ 1 ] ];
    expected = [ 1 ];
  };
  "anything refuses different lists" = {
    expr = of types.anything [ [ 1 ] [ 2 ] ];
    error = ''
      The option `v' has conflicting definition values:
      - In `/b':
          [
            2
          ]
      - In `/a':
          [
            1
          ]
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "anything obeys priorities inside" = {
    expr = of types.anything [ { a.b = lib.mkDefault 1; } { a.b = 2; } ];
    expected = { a = { b = 2; }; };
  };
  "anything merges functions" = {
    expr = (of types.anything [ (x: { a = x; }) (x: { b = x; }) ]) 5;
    expected = { a = 5; b = 5; };
  };
  "anything takes conditions inside lists" = {
    expr = of types.anything [ [ (lib.mkIf false 1) 2 ] ];
    expected = [ { _type = "if"; condition = false; content = 1; } 2 ];
  };
  "raw keeps one value as it is" = {
    expr = (of types.raw [ { _type = "x"; f = 5; } ]).f;
    expected = 5;
  };
  "raw refuses two" = {
    expr = of types.raw [ 1 1 ];
    error = ''
      The option `v' is defined multiple times while it's expected to be unique.
      Definition values:
      - In `/b': 1
      - In `/a': 1
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "unspecified merges by kind" = {
    expr = [ (of types.unspecified [ [ 2 ] [ 1 ] ]) (of types.unspecified [ { a = 1; } { b = 2; } ]) (of types.unspecified [ true false ]) (of types.unspecified [ "b" "a" ]) ];
    expected = [ [ 1 2 ] { a = 1; b = 2; } true "ab" ];
  };
  "unspecified refuses a mix" = {
    expr = of types.unspecified [ 1 "a" ];
    error = ''
      Cannot merge the definitions of `v'. Definition values:
      - In `/b': "a"
      - In `/a': 1
    '';
  };
  "addCheck adds a check" = {
    expr = takes (types.addCheck types.int (x: x < 5)) [ 4 5 "a" ];
    expected = [ true false false ];
  };
  "attrTag takes one tag" = {
    expr = of (types.attrTag { a = mkOption { type = types.int; }; b = mkOption { type = types.str; }; }) [ { b = "x"; } ];
    expected = { b = "x"; };
  };
  "attrTag refuses an unknown tag" = {
    expr = of (types.attrTag { a = mkOption { type = types.int; }; }) [ { c = 1; } ];
    error = ''
      A definition for option `v' is not of type `attribute-tagged union with choices: a'. Definition values:
      - In `/a':
          {
            c = 1;
          }
    '';
  };
  "attrTag refuses several tags" = {
    expr = of (types.attrTag { a = mkOption { type = types.int; }; b = mkOption { type = types.int; }; }) [ { a = 1; } { b = 1; } ];
    error = ''
      The option `v' is defined with several tags, of a, b, but it must have one. Definition values:
      - In `/b':
          {
            b = 1;
          }
      - In `/a':
          {
            a = 1;
          }
    '';
  };
  "attrTag checks the value" = {
    expr = of (types.attrTag { a = mkOption { type = types.int; }; }) [ { a = "x"; } ];
    error = ''
      A definition for option `v.a' is not of type `signed integer'. Definition values:
      - In `/a': "x"
    '';
  };
  "attrTag applies" = {
    expr = of (types.attrTag { a = mkOption { type = types.int; apply = x: x * 2; }; }) [ { a = 4; } ];
    expected = { a = 8; };
  };
  "optionType takes types" = {
    expr = (of types.optionType [ types.int ]).name;
    expected = "int";
  };
  "optionType joins types" = {
    expr = (of types.optionType [ (types.submodule { options.a = mkOption { default = 1; }; }) (types.submodule { options.b = mkOption { default = 2; }; }) ]).merge [ "x" ] [ { file = "f"; value = { }; } ];
    expected = { a = 1; b = 2; };
  };
  "json takes data" = {
    expr = takes types.json [ 1 "a" null [ 1 { a = true; } ] { a.b = 1.5; } (x: x) ];
    expected = [ true true true true true false ];
  };
  "toml takes no null" = {
    expr = takes types.toml [ 1 "a" null [ 1 ] { a.b = 1.5; } ];
    expected = [ true true false true true ];
  };
  "luaInline" = {
    expr = takes types.luaInline [ (lib.mkLuaInline "x") "x" ];
    expected = [ true false ];
  };
  "pkgs takes a package set" = {
    expr = takes types.pkgs [ { _type = "pkgs"; } { } ];
    expected = [ true false ];
  };
  "fileset joins sets of files" = {
    expr = map baseNameOf (lib.fileset.toList (of types.fileset [ ./tree/a.txt ./tree/sub ]));
    expected = [ "a.txt" "c.txt" "d.nix" ];
  };
  "mkOptionType makes a type of one's own" = {
    expr = of (types.mkOptionType { name = "even"; check = x: lib.isInt x && lib.mod x 2 == 0; merge = loc: defs: lib.foldl' (a: d: a + d.value) 0 defs; }) [ 2 4 ];
    expected = 6;
  };
  "mkOptionType names itself" = {
    expr = of (types.mkOptionType { name = "even"; description = "even number"; check = x: lib.mod x 2 == 0; }) [ 3 ];
    error = ''
      A definition for option `v' is not of type `even number'. Definition values:
      - In `/a': 3
    '';
  };
  "mkOptionType defaults" = {
    expr = let t = lib.mkOptionType { name = "x"; }; in [ t.name t.description t.descriptionClass (t.check 1) t.emptyValue t.getSubModules t.nestedTypes ];
    expected = [ "x" "x" null true { } null { } ];
  };
  "isOptionType" = {
    expr = [ (lib.isOptionType types.int) (lib.isOptionType { }) ];
    expected = [ true false ];
  };
  "descriptions of scalars" = {
    expr = map (t: t.description) [ types.bool types.int types.str types.float types.number types.path types.package types.port types.lines types.commas types.envVar types.anything types.attrs types.raw types.unspecified types.nonEmptyStr types.singleLineStr types.deferredModule types.ints.u8 types.ints.s16 types.ints.positive types.ints.unsigned types.boolByOr types.pathInStore types.optionType types.shellPackage types.externalPath types.fileset types.pkgs types.luaInline types.json types.toml types.numbers.nonnegative types.numbers.positive ];
    expected = [
      "boolean"
      "signed integer"
      "string"
      "floating point number"
      "signed integer or floating point number"
      "absolute path"
      "package"
      "16 bit unsigned integer; between 0 and 65535 (both inclusive)"
      "strings concatenated with \"\\n\""
      "strings concatenated with \",\""
      "strings concatenated with \":\""
      "anything"
      "attribute set"
      "raw value"
      "unspecified value"
      "non-empty string"
      "(optionally newline-terminated) single-line string"
      "module"
      "8 bit unsigned integer; between 0 and 255 (both inclusive)"
      "16 bit signed integer; between -32768 and 32767 (both inclusive)"
      "positive integer, meaning >0"
      "unsigned integer, meaning >=0"
      "boolean (merged using or)"
      "path in the Nix store"
      "optionType"
      "package that is a shell"
      "absolute path not in the Nix store"
      "fileset"
      "Nixpkgs package set"
      "inline lua"
      "JSON value"
      "TOML value"
      "nonnegative integer or floating point number, meaning >=0"
      "positive integer or floating point number, meaning >0"
    ];
  };
  "descriptions of collections" = {
    expr = map (t: t.description) [ (types.listOf types.int) (types.attrsOf types.str) (types.lazyAttrsOf types.str) (types.listOf (types.nullOr types.int)) (types.nonEmptyListOf types.int) (types.attrsOf (types.listOf types.str)) (types.listOf types.port) ];
    expected = [
      "list of signed integer"
      "attribute set of string"
      "lazy attribute set of string"
      "list of (null or signed integer)"
      "non-empty (list of signed integer)"
      "attribute set of list of string"
      "list of 16 bit unsigned integer; between 0 and 65535 (both inclusive)"
    ];
  };
  "descriptions of choices" = {
    expr = map (t: t.description) [ (types.nullOr types.int) (types.either types.int types.str) (types.oneOf [ types.int types.str types.bool ]) (types.enum [ "a" "b" ]) (types.enum [ 1 true null ]) (types.enum [ ]) (types.nullOr (types.enum [ "a" "b" ])) (types.nullOr (types.listOf types.int)) (types.either types.port types.str) (types.either types.str types.port) (types.nullOr types.port) (types.either (types.listOf types.int) types.str) ];
    expected = [
      "null or signed integer"
      "signed integer or string"
      "signed integer or string or boolean"
      "one of \"a\", \"b\""
      "one of 1, true, <null>"
      "impossible (empty enum)"
      "null or one of \"a\", \"b\""
      "null or (list of signed integer)"
      "16 bit unsigned integer; between 0 and 65535 (both inclusive) or string"
      "string or 16 bit unsigned integer; between 0 and 65535 (both inclusive)"
      "null or 16 bit unsigned integer; between 0 and 65535 (both inclusive)"
      "(list of signed integer) or string"
    ];
  };
  "descriptions of wrappers" = {
    expr = map (t: t.description) [ (types.uniq types.int) (types.coercedTo types.int toString types.str) (types.functionTo types.int) (types.submodule { }) (types.strMatching "a+") (types.separatedString "-") (types.separatedString "") (types.ints.between 1 5) (types.passwdEntry types.str) (types.functionTo (types.nullOr types.int)) (types.attrTag { }) (types.submodule { freeformType = types.attrsOf types.int; }) (types.enum [ "a" ]) (types.coercedTo types.port toString (types.nullOr types.str)) (types.numbers.between 0 1) ];
    expected = [
      "signed integer"
      "string or signed integer convertible to it"
      "function that evaluates to a(n) signed integer"
      "submodule"
      "string matching the pattern a+"
      "strings concatenated with \"-\""
      "strings concatenated with \"\""
      "integer between 1 and 5 (both inclusive)"
      "string, not containing newlines or colons"
      "function that evaluates to a(n) (null or signed integer)"
      "attribute-tagged union with choices: "
      "open submodule of attribute set of signed integer"
      "value \"a\" (singular enum)"
      "(null or string) or 16 bit unsigned integer; between 0 and 65535 (both inclusive) convertible to it"
      "integer or floating point number between 0 and 1 (both inclusive)"
    ];
  };
  "empty values" = {
    expr = map (t: t.emptyValue) [ (types.listOf types.int) (types.attrsOf types.int) types.attrs (types.nullOr types.int) types.int types.str (types.submodule { }) (types.nonEmptyListOf types.int) ];
    expected = [
      { value = [ ]; }
      { value = { }; }
      { value = { }; }
      { value = null; }
      { }
      { }
      { value = { }; }
      { }
    ];
  };
  "names of types" = {
    expr = map (t: t.name) [ types.bool types.int types.str (types.listOf types.int) (types.attrsOf types.int) (types.lazyAttrsOf types.int) (types.nullOr types.int) (types.either types.int types.str) (types.enum [ ]) (types.submodule { }) types.path types.package types.lines types.port types.ints.u8 (types.functionTo types.int) (types.coercedTo types.int toString types.str) (types.uniq types.int) types.anything types.raw types.deferredModule types.nonEmptyStr types.singleLineStr types.float types.pathInStore ];
    expected = [
      "bool"
      "int"
      "str"
      "listOf"
      "attrsOf"
      "lazyAttrsOf"
      "nullOr"
      "either"
      "enum"
      "submodule"
      "path"
      "package"
      "separatedString"
      "unsignedInt16"
      "unsignedInt8"
      "functionTo"
      "coercedTo"
      "unique"
      "anything"
      "raw"
      "deferredModule"
      "nonEmptyStr"
      "singleLineStr"
      "float"
      "path"
    ];
  };
  "getSubOptions shows what is inside" = {
    expr = builtins.attrNames ((types.attrsOf (types.submodule point)).getSubOptions [ "a" ]);
    expected = [ "x" "y" ];
  };
  "types of two declarations join when they go together" = {
    expr = map (t: t.description) [ (joined types.int types.int) (joined types.str types.str) (joined (types.listOf types.int) (types.listOf types.int)) (joined (types.attrsOf types.str) (types.attrsOf types.str)) (joined (types.nullOr types.int) (types.nullOr types.int)) (joined (types.either types.int types.str) (types.either types.int types.str)) (joined types.lines types.lines) (joined (types.functionTo types.int) (types.functionTo types.int)) (joined (types.strMatching "a") (types.strMatching "a")) ];
    expected = [
      "signed integer"
      "string"
      "list of signed integer"
      "attribute set of string"
      "null or signed integer"
      "signed integer or string"
      "strings concatenated with \"\\n\""
      "function that evaluates to a(n) signed integer"
      "string matching the pattern a"
    ];
  };
  "types of two declarations that don't go together" = {
    expr = (joined types.int types.str).name;
    error = "The option `v' in `<unknown-file>' is already declared in `<unknown-file>'.";
  };
  "separators of two declarations must be the same" = {
    expr = (joined types.lines types.commas).name;
    error = "The option `v' in `<unknown-file>' is already declared in `<unknown-file>'.";
  };
  "element types of two declarations must go together" = {
    expr = (joined (types.listOf types.int) (types.listOf types.str)).name;
    error = "The option `v' in `<unknown-file>' is already declared in `<unknown-file>'.";
  };
  "mergeTypes" = {
    expr = (types.mergeTypes (types.enum [ "a" ]) (types.enum [ "b" ])).description;
    expected = "one of \"a\", \"b\"";
  };
}
