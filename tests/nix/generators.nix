# Nix values in other formats.
{ lib }:
{
  "toKeyValue" = {
    expr = lib.generators.toKeyValue { } { a = 1; b = true; c = "x=y"; d = null; };
    expected = "a=1\nb=true\nc=x=y\nd=null\n";
  };
  "toKeyValue with duplicate keys" = {
    expr = lib.generators.toKeyValue { listsAsDuplicateKeys = true; } { a = [ 1 2 ]; b = 3; };
    expected = "a=1\na=2\nb=3\n";
  };
  "toKeyValue with an indent and another separator" = {
    expr = lib.generators.toKeyValue { indent = "  "; mkKeyValue = lib.generators.mkKeyValueDefault { } ": "; } { a = "b"; };
    expected = "  a: b\n";
  };
  "mkKeyValueDefault escapes the separator in keys" = {
    expr = lib.generators.mkKeyValueDefault { } ":" "f:oo" "bar";
    expected = "f\\:oo:bar";
  };
  "mkValueStringDefault" = {
    expr = map (lib.generators.mkValueStringDefault { }) [ 1 "a" true false null 0.5 ];
    expected = [ "1" "a" "true" "false" "null" "0.500000" ];
  };
  "mkValueStringDefault refuses lists" = {
    expr = lib.generators.mkValueStringDefault { } [ 1 ];
    error = "generators.mkValueStringDefault: lists have no form in such a file: [ 1 ]";
  };
  "mkValueStringDefault refuses sets" = {
    expr = lib.generators.mkValueStringDefault { } { a = 1; };
    error = "generators.mkValueStringDefault: attribute sets have no form in such a file: { a = 1; }";
  };
  "mkValueStringDefault refuses functions" = {
    expr = lib.generators.mkValueStringDefault { } (x: x);
    error = "generators.mkValueStringDefault: functions have no form in such a file: <function>";
  };
  "toINI" = {
    expr = lib.generators.toINI { } { foo = { hi = "there"; n = 1; }; "ba[r]" = { b = true; }; };
    expected = "[ba\\[r\\]]\nb=true\n\n[foo]\nhi=there\nn=1\n";
  };
  "toINI of nothing" = {
    expr = [ (lib.generators.toINI { } { }) (lib.generators.toINI { } { foo = { }; bar = { }; }) ];
    expected = [ "" "[bar]\n\n[foo]\n" ];
  };
  "toINI with its own names and values" = {
    expr = lib.generators.toINI { mkSectionName = lib.toUpper; mkKeyValue = k: v: "${k} => ${toString v}"; } { foo.a = 1; };
    expected = "[FOO]\na => 1\n";
  };
  "toINIWithGlobalSection" = {
    expr = lib.generators.toINIWithGlobalSection { } { globalSection = { a = 1; }; sections.foo.b = 2; };
    expected = "a=1\n\n[foo]\nb=2\n";
  };
  "toINIWithGlobalSection without a global section" = {
    expr = lib.generators.toINIWithGlobalSection { } { globalSection = { }; sections.foo.b = 2; };
    expected = "[foo]\nb=2\n";
  };
  "toINIWithGlobalSection without sections" = {
    expr = lib.generators.toINIWithGlobalSection { } { globalSection = { a = 1; }; };
    expected = "a=1\n\n";
  };
  "toGitINI" = {
    expr = lib.generators.toGitINI { user = { name = "A B"; email = "a@b.c"; }; url."https://x".insteadOf = [ "a" "b" ]; core.x = "a;b"; };
    expected = "[core]\n\tx = \"a;b\"\n\n[url \"https://x\"]\n\tinsteadOf = \"a\"\n\tinsteadOf = \"b\"\n\n[user]\n\temail = \"a@b.c\"\n\tname = \"A B\"\n";
  };
  "toJSON and toYAML" = {
    expr = [ (lib.generators.toJSON { } { a = [ 1 null ]; }) (lib.generators.toYAML { } { a = "b"; }) ];
    expected = [ "{\"a\":[1,null]}" "{\"a\":\"b\"}" ];
  };
  "toPretty of scalars" = {
    expr = map (lib.generators.toPretty { }) [ 1 "a\"b" true null 0.5 [ ] { } ];
    expected = [ "1" "\"a\\\"b\"" "true" "null" "0.5" "[ ]" "{ }" ];
  };
  "toPretty of nested values" = {
    expr = lib.generators.toPretty { } { a = [ 1 { b = "c"; } ]; "d e" = { }; };
    expected = "{\n  a = [\n    1\n    {\n      b = \"c\";\n    }\n  ];\n  \"d e\" = { };\n}";
  };
  "toPretty escapes only what would interpolate" = {
    expr = lib.generators.toPretty { } "$uri \${x}";
    expected = "\"$uri \\\${x}\"";
  };
  "toPretty on one line" = {
    expr = lib.generators.toPretty { multiline = false; } { a = [ 1 2 ]; b.c = "x\ny"; };
    expected = "{ a = [ 1 2 ]; b = { c = \"x\\ny\"; }; }";
  };
  "toPretty of several lines of text" = {
    expr = lib.generators.toPretty { } { a = "one\ntwo"; b = "one\n"; c = "\${x} ''y''\nz"; };
    expected = "{\n  a = ''\n    one\n    two'';\n  b = ''\n    one\n  '';\n  c = ''\n    ''\${x} '''y'''\n    z'';\n}";
  };
  "toPretty of functions and packages" = {
    expr = map (lib.generators.toPretty { }) [ (x: x) ({ a, b ? 1 }: a) { type = "derivation"; name = "foo"; drvPath = "/x"; } ];
    expected = [ "<function>" "<function, args: {a, b?}>" "<derivation foo>" ];
  };
  "toPretty with pretty values" = {
    expr = lib.generators.toPretty { allowPrettyValues = true; } { a = { __pretty = v: "<${toString v}>"; val = 5; }; };
    expected = "{\n  a = <5>;\n}";
  };
  "toPretty with an indent" = {
    expr = lib.generators.toPretty { indent = "    "; } { a = 1; };
    expected = "{\n      a = 1;\n    }";
  };
  "withRecursion stops" = {
    expr = lib.generators.toPretty { } (lib.generators.withRecursion { depthLimit = 1; throwOnDepthLimit = false; } (let a = { b = a; }; in a));
    expected = "{\n  b = {\n    b = \"<unevaluated>\";\n  };\n}";
  };
  "withRecursion throws" = {
    expr = lib.generators.toPretty { } (lib.generators.withRecursion { depthLimit = 1; } (let a = { b = a; }; in a));
    error = "toPretty: deeper than 1 levels; the value may contain itself";
  };
  "toLua" = {
    expr = lib.generators.toLua { } { a = 1; b = [ true null "x" ]; c = lib.generators.mkLuaInline "f()"; d = { }; e = [ ]; "f g" = 0.5; };
    expected = "{\n  [\"a\"] = 1,\n  [\"b\"] = {\n    true,\n    nil,\n    \"x\"\n  },\n  [\"c\"] = (f()),\n  [\"d\"] = {},\n  [\"e\"] = {},\n  [\"f g\"] = 0.5\n}";
  };
  "toLua takes a path to the store" = {
    expr = lib.generators.toLua { } ./data.txt;
    expected = "\"${./data.txt}\"";
  };
  "toLua on one line" = {
    expr = lib.generators.toLua { multiline = false; } { a = [ 1 2 ]; };
    expected = "{ [\"a\"] = { 1, 2 } }";
  };
  "toLua as bindings" = {
    expr = lib.generators.toLua { asBindings = true; } { a = 1; "b.c" = "x"; };
    expected = "a = 1\nb.c = \"x\"\n";
  };
  "toLua as bindings refuses bad names" = {
    expr = lib.generators.toLua { asBindings = true; } { "a b" = 1; };
    error = "generators.toLua: `a b' can't be assigned to in Lua";
  };
  "toPlist" = {
    expr = lib.generators.toPlist { escape = true; } { a = 1; b = true; c = [ "x&y" ]; d = null; e.f = 0.5; };
    expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple Computer//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n<dict>\n\t<key>a</key>\n\t<integer>1</integer>\n\t<key>b</key>\n\t<true/>\n\t<key>c</key>\n\t<array>\n\t\t<string>x&amp;y</string>\n\t</array>\n\t<key>e</key>\n\t<dict>\n\t\t<key>f</key>\n\t\t<real>0.500000</real>\n\t</dict>\n</dict>\n</plist>";
  };
  "toDhall" = {
    expr = lib.generators.toDhall { } { a = 1; b = true; c = [ "x" ]; };
    expected = "{ a = +1, b = True, c = [ \"x\" ] }";
  };
}
