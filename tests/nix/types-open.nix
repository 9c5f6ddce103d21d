# Types for values of any kind, tagged unions, and types of one's own.
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
  "anything takes one package only" = {
    expr =
      of types.anything (
        lib.replicate 2 {
          type = "derivation";
          name = "hello";
          outPath = "/x";
        }
      );
    error = "The option `v' is defined multiple times while it's expected to be unique.";
  };
  "anything merges functions" = {
    expr = (of types.anything [ (x: { a = x; }) (x: { b = x; }) ]) 5;
    expected = { a = 5; b = 5; };
  };
  "anything leaves out what a condition excludes" = {
    expr = of types.anything [ { a = lib.mkIf false 1; b = 2; } ];
    expected = { b = 2; };
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
  "attrTag knows where its tags were written" = {
    expr =
      map (file: baseNameOf file)
        ((types.attrTag { a = mkOption { type = types.int; }; }).getSubOptions [ "v" ]).a.declarations;
    expected = [ "types-open.nix" ];
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
}
