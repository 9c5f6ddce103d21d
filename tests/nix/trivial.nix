# Small functions of all kinds.
{ lib }:
{
  "id, const and flip" = {
    expr = [ (lib.id 1) (lib.const 1 2) (lib.flip (a: b: [ a b ]) 1 2) ];
    expected = [ 1 1 [ 2 1 ] ];
  };
  "pipe applies in order" = {
    expr = lib.pipe 2 [ (x: x + 2) (x: x * 2) toString ];
    expected = "8";
  };
  "concat and mergeAttrs" = {
    expr = [ (lib.concat [ 1 ] [ 2 ]) (lib.mergeAttrs { a = 1; } { a = 2; }) ];
    expected = [ [ 1 2 ] { a = 2; } ];
  };
  "mapNullable and defaultTo" = {
    expr = [ (lib.mapNullable (x: x + 1) null) (lib.mapNullable (x: x + 1) 1) (lib.defaultTo "x" null) (lib.defaultTo "x" false) ];
    expected = [ null 2 "x" false ];
  };
  "logic" = {
    expr = [ (lib.or true false) (lib.and true false) (lib.xor true true) (lib.xor true false) ];
    expected = [ true false false true ];
  };
  "bits" = {
    expr = [ (lib.bitAnd 12 10) (lib.bitOr 12 10) (lib.bitXor 12 10) (lib.bitNot 1) ];
    expected = [ 8 14 6 (-2) ];
  };
  "arithmetic" = {
    expr = [ (lib.mod 11 10) (lib.mod (-3) 2) (lib.min 1 2) (lib.max 1 2) (lib.add 1 2) (lib.sub 3 1) ];
    expected = [ 1 (-1) 1 2 3 2 ];
  };
  "arithmetic that only builtins have elsewhere" = {
    expr = [ (lib.mul 2 3) (lib.div 7 2) ];
    expected = [ 6 3 ];
  };
  "boolToString and boolToYesNo" = {
    expr = [ (lib.boolToString true) (lib.boolToString false) (lib.boolToYesNo true) (lib.boolToYesNo false) ];
    expected = [ "true" "false" "yes" "no" ];
  };
  "compare" = {
    expr = [ (lib.compare 1 2) (lib.compare 2 2) (lib.compare 3 2) ];
    expected = [ (-1) 0 1 ];
  };
  "splitByAndCompare" = {
    expr = let c = lib.splitByAndCompare (lib.hasPrefix "foo") lib.compare lib.compare; in [ (c "a" "z") (c "fooa" "fooz") (c "f" "fooa") (c "fooa" "a") ];
    expected = [ (-1) (-1) 1 (-1) ];
  };
  "toBaseDigits" = {
    expr = [ (lib.toBaseDigits 10 65096) (lib.toBaseDigits 16 250) (lib.toBaseDigits 2 0) ];
    expected = [ [ 6 5 0 9 6 ] [ 15 10 ] [ 0 ] ];
  };
  "toHexString and fromHexString" = {
    expr = [ (lib.toHexString 250) (lib.toHexString 0) (lib.fromHexString "FA") (lib.fromHexString "0xff") (lib.fromHexString "0") ];
    expected = [ "FA" "0" 250 255 0 ];
  };
  "fromHexString refuses other text" = {
    expr = lib.fromHexString "0xgg";
    error = "fromHexString: \"0xgg\" is not a hexadecimal number";
  };
  "isFunction knows functors" = {
    expr = [ (lib.isFunction (x: x)) (lib.isFunction { __functor = self: x: x; }) (lib.isFunction { }) (lib.isFunction 1) ];
    expected = [ true true false false ];
  };
  "functionArgs knows functors" = {
    expr = [ (lib.functionArgs ({ a, b ? 1 }: a)) (lib.functionArgs (lib.setFunctionArgs (x: x) { c = true; })) (lib.functionArgs (x: x)) ];
    expected = [ { a = false; b = true; } { c = true; } { } ];
  };
  "mirrorFunctionArgs" = {
    expr = lib.functionArgs (lib.mirrorFunctionArgs ({ a, b ? 1 }: a) (x: x));
    expected = { a = false; b = true; };
  };
  "toFunction" = {
    expr = [ (lib.toFunction 1 2) (lib.toFunction (x: x + 1) 2) ];
    expected = [ 1 3 ];
  };
  "throwIf and throwIfNot let good values through" = {
    expr = [ (lib.throwIf false "x" 1) (lib.throwIfNot true "x" 2) ];
    expected = [ 1 2 ];
  };
  "throwIf throws" = {
    expr = lib.throwIf true "the message" 1;
    error = "the message";
  };
  "throwIfNot throws" = {
    expr = lib.throwIfNot false "the other message" 1;
    error = "the other message";
  };
  "warnIf and warnIfNot let values through" = {
    expr = [ (lib.warnIf false "x" 1) (lib.warnIfNot true "x" 2) ];
    expected = [ 1 2 ];
  };
  "checkListOfEnum" = {
    expr = lib.checkListOfEnum "colors" [ "red" "green" ] [ "red" ] "ok";
    expected = "ok";
  };
  "checkListOfEnum names what is wrong" = {
    expr = lib.checkListOfEnum "colors" [ "red" "green" ] [ "red" "blue" ] "ok";
    error = "colors: `blue' is not among what is allowed: `red', `green'";
  };
  "assertMsg" = {
    expr = lib.assertMsg true "x";
    expected = true;
  };
  "assertMsg throws its message" = {
    expr = lib.assertMsg false "the message";
    error = "the message";
  };
  "assertOneOf and assertEachOneOf" = {
    expr = [ (lib.assertOneOf "a" 1 [ 1 2 ]) (lib.asserts.assertEachOneOf "a" [ 1 2 ] [ 1 2 3 ]) ];
    expected = [ true true ];
  };
  "assertOneOf names what is wrong" = {
    expr = lib.assertOneOf "ssl" "x" [ "openssl" "libressl" ];
    error = ''
      ssl must be one of [
        "openssl"
        "libressl"
      ], but is: "x"
    '';
  };
  "assertEachOneOf names what is wrong" = {
    expr = lib.asserts.assertEachOneOf "ssl" [ "x" ] [ "openssl" ];
    error = ''
      each of ssl must be one of [
        "openssl"
      ], but they are: [
        "x"
      ]
    '';
  };
  "checkAssertWarn lets the value through" = {
    expr = lib.asserts.checkAssertWarn [ { assertion = true; message = "m"; } ] [ ] 5;
    expected = 5;
  };
  "checkAssertWarn lists failed assertions" = {
    expr = lib.asserts.checkAssertWarn [ { assertion = false; message = "first"; } { assertion = true; message = "second"; } { assertion = false; message = "third"; } ] [ ] 5;
    error = ''
      Failed assertions:
      - first
      - third
    '';
  };
  "fix" = {
    expr = (lib.fix (self: { a = 1; b = self.a + 1; })).b;
    expected = 2;
  };
  "converge" = {
    expr = lib.converge (x: x / 2) 16;
    expected = 0;
  };
  "extends" = {
    expr = lib.fix (lib.extends (final: prev: { a = prev.a + 10; }) (self: { a = 1; b = self.a; }));
    expected = { a = 11; b = 11; };
  };
  "composeExtensions" = {
    expr = lib.fix (lib.extends (lib.composeExtensions (f: p: { a = p.a + 1; }) (f: p: { a = p.a * 10; })) (self: { a = 1; }));
    expected = { a = 20; };
  };
  "composeManyExtensions" = {
    expr = lib.fix (lib.extends (lib.composeManyExtensions [ (f: p: { a = p.a + 1; }) (f: p: { b = f.a; }) (f: p: { a = p.a * 3; }) ]) (self: { a = 1; }));
    expected = { a = 6; b = 6; };
  };
  "makeExtensible" = {
    expr = let o = (lib.makeExtensible (self: { a = 1; b = self.a; })).extend (f: p: { a = p.a + 5; }); in [ o.a o.b (o.extend (f: p: { a = 0; })).b ];
    expected = [ 6 6 0 ];
  };
  "makeExtensibleWithCustomName" = {
    expr = ((lib.makeExtensibleWithCustomName "more" (self: { a = 1; })).more (f: p: { a = 2; })).a;
    expected = 2;
  };
  "toExtension" = {
    expr = let e = x: lib.toExtension x { f = 1; } { p = 2; }; in [ (e { a = 1; }) (e (p: { inherit (p) p; })) (e (f: p: { inherit (f) f; inherit (p) p; })) ];
    expected = [ { a = 1; } { p = 2; } { f = 1; p = 2; } ];
  };
  "lib.extend" = {
    expr = ((lib.extend (final: prev: { ten = 10; twenty = final.ten * 2; })).twenty);
    expected = 20;
  };
  "importJSON" = {
    expr = lib.importJSON ./data.json;
    expected = { a = [ 1 "x" ]; };
  };
  "importTOML" = {
    expr = lib.importTOML ./data.toml;
    expected = { b = { c = 1; }; };
  };
  "fileContents takes the last newline off" = {
    expr = lib.fileContents ./data.txt;
    expected = "one\ntwo\n";
  };
  "runTests lists failures" = {
    expr = lib.runTests { testGood = { expr = 1; expected = 1; }; testBad = { expr = 1; expected = 2; }; other = { expr = 1; expected = 3; }; };
    expected = [ { expected = 2; name = "testBad"; result = 1; } ];
  };
}
