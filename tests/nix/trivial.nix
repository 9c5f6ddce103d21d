# Small functions of all kinds, files and sources, packages and their data.
{ lib }:
let
  # The store path of ./tree with these entries only.
  only =
    names:
    toString (
      builtins.path {
        path = ./tree;
        name = "source";
        filter = path: _: builtins.elem (lib.removePrefix "${toString ./tree}/" path) names;
      }
    );
in
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
    expr = [ (lib.mod 11 10) (lib.mod (-3) 2) (lib.min 1 2) (lib.max 1 2) (lib.add 1 2) (lib.sub 3 1) (lib.mul 2 3) (lib.div 7 2) ];
    expected = [ 1 (-1) 1 2 3 2 6 3 ];
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
  "path.append" = {
    expr = toString (lib.path.append /foo "bar/./baz");
    expected = "/foo/bar/baz";
  };
  "path.append refuses to climb" = {
    expr = lib.path.append /foo "../bar";
    error = "lib.path.append: \"../bar\" is not a valid subpath: it has a part `..', which may lead out of it";
  };
  "path.hasPrefix" = {
    expr = [ (lib.path.hasPrefix /foo /foo/bar) (lib.path.hasPrefix /foo /foobar) (lib.path.hasPrefix /. /foo) (lib.path.hasPrefix /foo /foo) ];
    expected = [ true false true true ];
  };
  "path.removePrefix" = {
    expr = [ (lib.path.removePrefix /foo /foo/bar/baz) (lib.path.removePrefix /foo /foo) ];
    expected = [ "./bar/baz" "./." ];
  };
  "path.removePrefix refuses what is not above" = {
    expr = lib.path.removePrefix /foo /bar;
    error = "lib.path.removePrefix: /foo is not above /bar";
  };
  "path.subpath" = {
    expr = [ (lib.path.subpath.isValid "a/b") (lib.path.subpath.isValid "/a") (lib.path.subpath.isValid "a/../b") (lib.path.subpath.isValid "") (lib.path.subpath.normalise "a//./b/") (lib.path.subpath.join [ "foo" "./bar" "." ]) (lib.path.subpath.components "a/b//c") (lib.path.subpath.normalise ".") ];
    expected = [ true false false false "./a/b" "./foo/bar" [ "a" "b" "c" ] "./." ];
  };
  "ipv6" = {
    expr = (lib.network.ipv6.fromString "2001:DB8::ffff/32").address;
    expected = "2001:db8:0:0:0:0:0:ffff";
  };
  "ipv6 refuses nonsense" = {
    expr = lib.network.ipv6.fromString ":::1";
    error = "\":::1\" is not a valid IPv6 address";
  };
  "licenses have the fields that meta needs" = {
    expr = let l = lib.licenses.mit; in [ l.spdxId l.free l.shortName lib.licenses.asl20.spdxId lib.licenses.unfree.free lib.licenses.gpl3Plus.spdxId ];
    expected = [ "MIT" true "mit" "Apache-2.0" false "GPL-3.0-or-later" ];
  };
  "getLicenseFromSpdxId" = {
    expr = (lib.getLicenseFromSpdxId "mIt").shortName;
    expected = "mit";
  };
  "platforms hold system names" = {
    expr = [ (lib.elem "x86_64-linux" lib.platforms.linux) (lib.elem "x86_64-linux" lib.platforms.unix) (lib.elem "x86_64-darwin" lib.platforms.linux) (lib.elem "aarch64-linux" lib.platforms.aarch64) ];
    expected = [ true true false true ];
  };
  "systems.elaborate of a system's name" = {
    expr = let s = lib.systems.elaborate "x86_64-linux"; in [ s.system s.config s.isLinux s.isx86_64 s.isDarwin s.is64bit s.parsed.cpu.name s.parsed.kernel.name s.linuxArch s.isAarch64 s.isUnix s.extensions.sharedLibrary s.libc ];
    expected = [
      "x86_64-linux"
      "x86_64-unknown-linux-gnu"
      true
      true
      false
      true
      "x86_64"
      "linux"
      "x86_64"
      false
      true
      ".so"
      "glibc"
    ];
  };
  "systems.elaborate of a triple" = {
    expr = (lib.systems.elaborate { config = "aarch64-unknown-linux-gnu"; }).system;
    expected = "aarch64-linux";
  };
  "getExe and getExe'" = {
    expr = [ (lib.getExe { type = "derivation"; outPath = "/p"; name = "foo-1"; meta.mainProgram = "bar"; }) (lib.getExe' { type = "derivation"; outPath = "/p"; bin = "/b"; name = "x"; } "baz") ];
    expected = [ "/p/bin/bar" "/b/bin/baz" ];
  };
  "getExe' refuses a path" = {
    expr = lib.getExe' { outPath = "/p"; } "a/b";
    error = "getExe': the name of a program must be a string without slashes";
  };
  "setPrio and addMetaAttrs" = {
    expr = [ (lib.setPrio 3 { name = "a"; }) (lib.lowPrio { }) (lib.hiPrio { }) (lib.addMetaAttrs { a = 1; } { meta.b = 2; }) ];
    expected = [
      { meta = { priority = 3; }; name = "a"; }
      { meta = { priority = 10; }; }
      { meta = { priority = (-10); }; }
      { meta = { a = 1; b = 2; }; }
    ];
  };
  "appendToName" = {
    expr = (lib.appendToName "x" { name = "hello-1.2"; }).name;
    expected = "hello-x-1.2";
  };
  "meta.availableOn" = {
    expr = let s = lib.systems.elaborate "x86_64-linux"; in map (lib.meta.availableOn s) [ { } { meta.platforms = [ "x86_64-linux" ]; } { meta.platforms = [ "aarch64-linux" ]; } { meta.badPlatforms = [ "x86_64-linux" ]; } ];
    expected = [ true true false false ];
  };
  "makeOverridable" = {
    expr = let f = lib.makeOverridable ({ a, b ? 2 }: { sum = a + b; }); r = f { a = 1; }; in [ r.sum (r.override { b = 10; }).sum (r.override (old: { a = old.a + 5; })).sum ((r.override { b = 10; }).override { a = 2; }).sum ];
    expected = [ 3 11 8 12 ];
  };
  "callPackageWith takes what is asked for" = {
    expr = let r = lib.callPackageWith { a = 1; b = 2; } ({ a, c ? 5 }: { inherit a c; }) { }; in [ r.a r.c (r.override { c = 7; }).c ];
    expected = [ 1 5 7 ];
  };
  "callPackageWith names what is missing" = {
    expr = lib.callPackageWith { openssl = 1; } ({ opensll }: { x = opensll; }) { };
    error = "Function called without required argument `opensll'";
  };
  "callPackagesWith makes each package overridable" = {
    expr = let r = lib.callPackagesWith { a = 1; } ({ a }: { p = { v = a; }; q = { v = a + 1; }; }) { }; in [ r.p.v r.q.v (r.q.override { a = 5; }).v ];
    expected = [ 1 2 6 ];
  };
  "makeScope" = {
    expr = let s = lib.makeScope (extra: lib.callPackageWith ({ base = 1; } // extra)) (self: { a = self.callPackage ({ base }: { v = base; }) { }; b = self.callPackage ({ a }: { v = a.v + 1; }) { }; }); in [ s.b.v (s.overrideScope (f: p: { a = { v = 10; }; })).b.v ];
    expected = [ 2 11 ];
  };
  "optionalDrvAttr" = {
    expr = [ (lib.optionalDrvAttr true 1) (lib.optionalDrvAttr false 1) ];
    expected = [ 1 null ];
  };
  "cli.toGNUCommandLine" = {
    expr = lib.cli.toGNUCommandLine { } { data = "x"; X = "PUT"; retry = 3; url = [ "a" "b" ]; silent = false; verbose = true; n = null; };
    expected = [ "-X" "PUT" "--data" "x" "--retry" "3" "--url" "a" "--url" "b" "--verbose" ];
  };
  "cli.toGNUCommandLine with a separator" = {
    expr = lib.cli.toGNUCommandLine { optionValueSeparator = "="; } { data = "x"; l = [ "a" ]; };
    expected = [ "--data=x" "-l=a" ];
  };
  "cli.toGNUCommandLineShell quotes" = {
    expr = lib.cli.toGNUCommandLineShell { } { data = "a b"; v = true; };
    expected = "--data 'a b' -v";
  };
  "cli.toCommandLineGNU" = {
    expr = lib.cli.toCommandLineGNU { } { verbose = true; o = "x"; file = [ "a" "b" ]; none = null; off = false; };
    expected = [ "--file=a" "--file=b" "-ox" "--verbose" ];
  };
  "sources.cleanSourceFilter" = {
    expr = [ (lib.cleanSourceFilter "/x/.git" "directory") (lib.cleanSourceFilter "/x/a.nix~" "regular") (lib.cleanSourceFilter "/x/result" "symlink") (lib.cleanSourceFilter "/x/a.o" "regular") (lib.cleanSourceFilter "/x/a.nix" "regular") (lib.cleanSourceFilter "/x/.a.swp" "regular") ];
    expected = [ false false false false true false ];
  };
  "sources.urlToName and shortRev" = {
    expr = [ (lib.sources.urlToName "https://example.org/foo/bar.git") (lib.sources.shortRev "1234567890abcdef") ];
    expected = [ "bar" "1234567" ];
  };
  "filesystem.pathType" = {
    expr = [ (lib.pathType ./data.json) (lib.pathIsDirectory ./.) (lib.pathIsRegularFile ./data.json) (lib.pathIsDirectory ./nothing) ];
    expected = [ "regular" true true false ];
  };
  "filesystem.listFilesRecursive" = {
    expr = map baseNameOf (lib.filesystem.listFilesRecursive ./tree);
    expected = [ "a.txt" "b.nix" "c.txt" "d.nix" ];
  };
  "sourceByRegex keeps what matches" = {
    expr = toString (lib.sourceByRegex ./tree [ "a.*" "sub" "sub/.*.nix" ]) == only [ "a.txt" "sub" "sub/d.nix" ];
    expected = true;
  };
  "sourceFilesBySuffices keeps what ends so" = {
    expr = toString (lib.sourceFilesBySuffices ./tree [ ".txt" ]) == only [ "a.txt" "sub" "sub/c.txt" ];
    expected = true;
  };
  "cleanSourceWith joins filters" = {
    expr = toString (lib.cleanSourceWith { src = lib.sourceFilesBySuffices ./tree [ ".txt" ]; filter = path: type: baseNameOf path != "a.txt"; }) == only [ "sub" "sub/c.txt" ];
    expected = true;
  };
  "cleanSource leaves clean trees alone" = {
    expr = toString (lib.cleanSource ./tree) == only [ "a.txt" "b.nix" "sub" "sub/c.txt" "sub/d.nix" ];
    expected = true;
  };
  "fileset.toSource of a union" = {
    expr = let fs = lib.fileset; in toString (fs.toSource { root = ./tree; fileset = fs.unions [ ./tree/a.txt ./tree/sub ]; }) == only [ "a.txt" "sub" "sub/c.txt" "sub/d.nix" ];
    expected = true;
  };
  "fileset.toSource leaves empty folders out" = {
    expr = let fs = lib.fileset; in toString (fs.toSource { root = ./tree; fileset = fs.difference ./tree ./tree/sub; }) == only [ "a.txt" "b.nix" ];
    expected = true;
  };
  "fileset.toList of a difference" = {
    expr = let fs = lib.fileset; in map baseNameOf (fs.toList (fs.difference ./tree ./tree/sub/c.txt));
    expected = [ "a.txt" "b.nix" "d.nix" ];
  };
  "fileset.fileFilter" = {
    expr = let fs = lib.fileset; in map baseNameOf (fs.toList (fs.fileFilter (f: f.hasExt "nix") ./tree));
    expected = [ "b.nix" "d.nix" ];
  };
  "fileset.intersection" = {
    expr = let fs = lib.fileset; in map baseNameOf (fs.toList (fs.intersection ./tree/sub (fs.fileFilter (f: f.hasExt "txt") ./tree)));
    expected = [ "c.txt" ];
  };
  "fileset.maybeMissing" = {
    expr = let fs = lib.fileset; in fs.toList (fs.maybeMissing ./tree/nothing);
    expected = [ ];
  };
  "fileset names a missing file" = {
    expr = lib.fileset.toList (lib.fileset.union ./tree/nothing ./tree);
    error = "lib.fileset.unions: /tree/nothing does not exist. If it may be missing, use lib.fileset.maybeMissing.";
  };
  "fileset.toSource refuses files outside the root" = {
    expr = lib.fileset.toSource { root = ./tree/sub; fileset = ./tree/a.txt; };
    error = "lib.fileset.toSource: /tree/a.txt is in the file set, but not below `root' /tree/sub.";
  };
  "fileset refuses strings" = {
    expr = lib.fileset.toList (lib.fileset.union "/x" ./tree);
    error = "lib.fileset.unions: \"/x\" is a string. Write it as a path, without quotes.";
  };
}
