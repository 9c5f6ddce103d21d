# Types of scalar values, and choices: what they take, how they merge, what they say.
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
}
