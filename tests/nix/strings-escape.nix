# Strings: quoting, case, conversions, paths.
{ lib }:
{
  "escape puts a backslash before given characters" = {
    expr = lib.escape [ "(" ")" ] "(foo)";
    expected = "\\(foo\\)";
  };
  "escapeC writes hexadecimal codes" = {
    expr = lib.strings.escapeC [ " " "-" ] "a b-c";
    expected = "a\\x20b\\x2dc";
  };
  "escapeRegex makes text literal" = {
    expr = lib.escapeRegex "[^a-z]*.+?{1}|\\$()";
    expected = "\\[\\^a-z]\\*\\.\\+\\?\\{1}\\|\\\\\\$\\(\\)";
  };
  "escapeXML replaces what XML reserves" = {
    expr = lib.escapeXML ''"test" 'test' < & >'';
    expected = "&quot;test&quot; &apos;test&apos; &lt; &amp; &gt;";
  };
  "escapeURL replaces what URLs reserve" = {
    expr = lib.escapeURL "a b/c?d=é&~._-";
    expected = "a%20b%2Fc%3Fd%3Dé%26~._-";
  };
  "escapeShellArg leaves plain words" = {
    expr = lib.escapeShellArg "a-b_c./:@%,+1";
    expected = "a-b_c./:@%,+1";
  };
  "escapeShellArg quotes the rest" = {
    expr = map lib.escapeShellArg [ "" "a b" "it's" "$HOME" "a\nb" "*" "~" "a=b" ];
    expected = [ "''" "'a b'" "'it'\\''s'" "'$HOME'" "'a\nb'" "'*'" "'~'" "'a=b'" ];
  };
  "escapeShellArg takes numbers and booleans as toString does" = {
    expr = map lib.escapeShellArg [ 5 true false 0.5 ];
    expected = [ "5" "1" "''" "0.500000" ];
  };
  "escapeShellArgs joins quoted words" = {
    expr = lib.escapeShellArgs [ "one" "two three" "four'five" ];
    expected = "one 'two three' 'four'\\''five'";
  };
  "isValidPosixName knows variable names" = {
    expr = map lib.isValidPosixName [ "a" "_b1" "1a" "a-b" "" ];
    expected = [ true true false false false ];
  };
  "toShellVar of text" = {
    expr = lib.toShellVar "foo" "some string";
    expected = "foo='some string'";
  };
  "toShellVar of a list" = {
    expr = lib.toShellVar "foo" [ "a b" "c" ];
    expected = "declare -a foo=('a b' c)";
  };
  "toShellVar of a set" = {
    expr = lib.toShellVar "foo" { a = "1"; b = "x y"; };
    expected = "declare -A foo=([a]=1 [b]='x y')";
  };
  "toShellVar refuses a bad name" = {
    expr = lib.toShellVar "a-b" "x";
    error = "toShellVar: \"a-b\" is not a valid name of a shell variable";
  };
  "toShellVars of several variables" = {
    expr = lib.toShellVars { a = "1"; b = [ 1 2 ]; };
    expected = "a=1\ndeclare -a b=(1 2)";
  };
  "escapeNixString quotes for Nix" = {
    expr = lib.strings.escapeNixString "hello\${}\n\"x\"";
    expected = "\"hello\\\${}\\n\\\"x\\\"\"";
  };
  "escapeNixIdentifier quotes when it must" = {
    expr = map lib.strings.escapeNixIdentifier [ "hello" "0abc" "a.b" "a-b" "a'" "if" "or" "" "true" ];
    expected = [ "hello" "\"0abc\"" "\"a.b\"" "a-b" "a'" "\"if\"" "\"or\"" "\"\"" "true" ];
  };
  "enableFeature is a configure flag" = {
    expr = [ (lib.enableFeature true "x") (lib.enableFeature false "x") ];
    expected = [ "--enable-x" "--disable-x" ];
  };
  "enableFeatureAs has a value when enabled" = {
    expr = [ (lib.enableFeatureAs true "x" "yes") (lib.enableFeatureAs false "x" "yes") ];
    expected = [ "--enable-x=yes" "--disable-x" ];
  };
  "withFeature is a configure flag" = {
    expr = [ (lib.withFeature true "x") (lib.withFeature false "x") (lib.withFeatureAs true "x" "/y") (lib.withFeatureAs false "x" "/y") ];
    expected = [ "--with-x" "--without-x" "--with-x=/y" "--without-x" ];
  };
  "cmake flags" = {
    expr = [ (lib.cmakeBool "ENABLE" true) (lib.cmakeFeature "NAME" "v") (lib.cmakeOptionType "path" "P" "/x") ];
    expected = [ "-DENABLE:BOOL=TRUE" "-DNAME:STRING=v" "-DP:PATH=/x" ];
  };
  "meson flags" = {
    expr = [ (lib.mesonBool "a" true) (lib.mesonEnable "b" false) (lib.mesonOption "c" "d") ];
    expected = [ "-Da=true" "-Db=disabled" "-Dc=d" ];
  };
  "toLower" = {
    expr = lib.toLower "HoMe";
    expected = "home";
  };
  "toUpper" = {
    expr = lib.toUpper "HoMe";
    expected = "HOME";
  };
  "toSentenceCase" = {
    expr = map lib.toSentenceCase [ "home PAGE" "" ];
    expected = [ "Home page" "" ];
  };
  "toCamelCase" = {
    expr = map lib.toCamelCase [ "hello-world" "hello_world" "hello world" "helloWorld" "HelloWorld" "" "FOO_BAR" ];
    expected = [ "helloWorld" "helloWorld" "helloWorld" "helloWorld" "helloWorld" "" "fooBar" ];
  };
  "lowerChars and upperChars match" = {
    expr = builtins.length lib.lowerChars == builtins.length lib.upperChars && builtins.head lib.upperChars == "A";
    expected = true;
  };
  "isStringLike" = {
    expr = map lib.isStringLike [ "a" { outPath = "x"; } { __toString = _: "x"; } 1 null [ ] { } ];
    expected = [ true true true false false false false ];
  };
  "isConvertibleWithToString" = {
    expr = map lib.strings.isConvertibleWithToString [ "a" 1 null true [ 1 [ "a" ] ] { } [ { } ] (x: x) ];
    expected = [ true true true true true false false false ];
  };
  "charToInt" = {
    expr = map lib.strings.charToInt [ "a" "A" " " "\n" "~" ];
    expected = [ 97 65 32 10 126 ];
  };
  "floatToString" = {
    expr = map lib.strings.floatToString [ 0.5 3.0 0.000001 ];
    expected = [ "0.500000" "3.000000" "0.000001" ];
  };
  "toInt takes signs and space" = {
    expr = map lib.toInt [ "7" " -7 " "0" "123456789" ];
    expected = [ 7 (-7) 0 123456789 ];
  };
  "toInt refuses leading zeroes" = {
    expr = lib.toInt "00024";
    error = "toInt: \"00024\" is ambiguous, it may be octal or decimal; toIntBase10 takes it as decimal";
  };
  "toInt refuses text" = {
    expr = lib.toInt "3.14";
    error = "toInt: could not convert \"3.14\" to int";
  };
  "toIntBase10 takes leading zeroes" = {
    expr = map lib.toIntBase10 [ "7" "0007" "0" ];
    expected = [ 7 7 0 ];
  };
  "toIntBase10 refuses text" = {
    expr = lib.toIntBase10 "x1";
    error = "toIntBase10: could not convert \"x1\" to int";
  };
  "versionOlder" = {
    expr = [ (lib.versionOlder "1.1" "1.2") (lib.versionOlder "1.2" "1.1") (lib.versionOlder "1.1" "1.1") (lib.versionOlder "1.9" "1.10") ];
    expected = [ true false false true ];
  };
  "versionAtLeast" = {
    expr = [ (lib.versionAtLeast "1.1" "1.2") (lib.versionAtLeast "1.2" "1.1") (lib.versionAtLeast "1.1" "1.1") ];
    expected = [ false true true ];
  };
  "getName of names and packages" = {
    expr = map lib.getName [ "hello-2.10" { name = "a-b-1.0"; } { pname = "p"; name = "q-1"; } ];
    expected = [ "hello" "a-b" "p" ];
  };
  "getVersion of names and packages" = {
    expr = map lib.getVersion [ "hello-2.10" { name = "a-b-1.0"; } { version = "3"; name = "q-1"; } "x" ];
    expected = [ "2.10" "1.0" "3" "" ];
  };
  "nameFromURL" = {
    expr = lib.nameFromURL "https://example.org/releases/hello-1.2.tar.gz" ".tar";
    expected = "hello-1.2";
  };
  "sanitizeDerivationName" = {
    expr = map lib.strings.sanitizeDerivationName [ "../hello.bar # foo" "" "..." "a b" "x" (lib.strings.replicate 250 "y") ];
    expected = [
      "-hello.bar-foo"
      "unknown"
      "unknown"
      "a-b"
      "x"
      "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
    ];
  };
  "makeSearchPath" = {
    expr = lib.makeSearchPath "bin" [ "/root" "/usr" "/usr/local" ];
    expected = "/root/bin:/usr/bin:/usr/local/bin";
  };
  "makeSearchPath leaves null out" = {
    expr = lib.makeSearchPath "bin" [ "/root" null ];
    expected = "/root/bin";
  };
  "makeSearchPathOutput picks outputs" = {
    expr = lib.makeSearchPathOutput "dev" "include" [ { dev = "/d"; out = "/o"; outPath = "/o"; } { out = "/p"; outPath = "/p"; } ];
    expected = "/d/include:/p/include";
  };
  "makeBinPath picks the bin output" = {
    expr = lib.makeBinPath [ { bin = "/b"; out = "/o"; outPath = "/o"; } "/usr" ];
    expected = "/b/bin:/usr/bin";
  };
  "makeLibraryPath picks the lib output" = {
    expr = lib.makeLibraryPath [ { lib = "/l"; out = "/o"; outPath = "/o"; } "/usr" ];
    expected = "/l/lib:/usr/lib";
  };
  "makeIncludePath picks the dev output" = {
    expr = lib.makeIncludePath [ { dev = "/d"; out = "/o"; outPath = "/o"; } "/usr" ];
    expected = "/d/include:/usr/include";
  };
  "isStorePath" = {
    expr = map lib.isStorePath [ "/nix/store/d945ibfx9x185xf04b890y4f9g3cbb63-python-2.7.11" "/nix/store/d945ibfx9x185xf04b890y4f9g3cbb63-python-2.7.11/bin/python" "/usr" 42 { } [ ] ];
    expected = [ true false false false false false ];
  };
  "normalizePath" = {
    expr = lib.strings.normalizePath "/a//b///c/";
    expected = "/a/b/c/";
  };
  "levenshtein" = {
    expr = [ (lib.strings.levenshtein "foo" "foo") (lib.strings.levenshtein "book" "hook") (lib.strings.levenshtein "hello" "Heyo") (lib.strings.levenshtein "" "abc") (lib.strings.levenshtein "kitten" "sitting") ];
    expected = [ 0 1 3 3 3 ];
  };
  "levenshteinAtMost" = {
    expr = [ (lib.strings.levenshteinAtMost 0 "foo" "foo") (lib.strings.levenshteinAtMost 1 "foo" "boa") (lib.strings.levenshteinAtMost 2 "foo" "boa") (lib.strings.levenshteinAtMost 2 "This is a sentence" "this is a sentense.") ];
    expected = [ true false true false ];
  };
  "builtins are there too" = {
    expr = [ (lib.substring 1 2 "abcd") (lib.stringLength "abc") (lib.replaceStrings [ "a" ] [ "b" ] "aa") ];
    expected = [ "bc" 3 "bb" ];
  };
  "builtins that are not in nixpkgs' library are there too" = {
    expr = [ (lib.compareVersions "1" "2") (lib.match "a(b)" "ab") (lib.splitVersion "1.2") ];
    expected = [ (-1) [ "b" ] [ "1" "2" ] ];
  };
  "addContextFrom keeps the text" = {
    expr = lib.addContextFrom "abc" "def";
    expected = "def";
  };
  "textClosureList puts what is needed first" = {
    expr = lib.textClosureList { a = { text = "A"; deps = [ "b" "c" ]; }; b = lib.noDepEntry "B"; c = lib.fullDepEntry "C" [ "b" ]; } [ "a" ];
    expected = [ "B" "C" "A" ];
  };
  "textClosureMap joins the texts" = {
    expr = lib.textClosureMap (x: x + ";") { a = lib.stringAfter [ "b" ] "A"; b = lib.noDepEntry "B"; } [ "a" "b" ];
    expected = "B;\nA;";
  };
  "packEntry has no text of its own" = {
    expr = lib.textClosureMap lib.id { a = lib.packEntry [ "b" ]; b = lib.noDepEntry "B"; } [ "a" ];
    expected = "B\n";
  };
  "versions.major minor patch" = {
    expr = [ (lib.versions.major "1.2.3") (lib.versions.minor "1.2.3") (lib.versions.patch "1.2.3") (lib.versions.majorMinor "1.2.3") ];
    expected = [ "1" "2" "3" "1.2" ];
  };
  "versions.pad" = {
    expr = [ (lib.versions.pad 3 "1.2") (lib.versions.pad 3 "1.3-rc1") (lib.versions.pad 3 "1.2.3.4") (lib.versions.pad 4 "1") ];
    expected = [ "1.2.0" "1.3.0-rc1" "1.2.3" "1.0.0.0" ];
  };
}
