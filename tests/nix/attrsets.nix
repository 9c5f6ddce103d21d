# Attribute sets.
{ lib }:
{
  "attrByPath gives what is there or a default" = {
    expr = [ (lib.attrByPath [ "a" "b" ] 6 { a.b = 3; }) (lib.attrByPath [ "z" "z" ] 6 { a.b = 3; }) (lib.attrByPath [ ] 6 { a = 1; }) (lib.attrByPath [ "a" "b" "c" ] 6 { a.b = 3; }) ];
    expected = [ 3 6 { a = 1; } 6 ];
  };
  "hasAttrByPath" = {
    expr = [ (lib.hasAttrByPath [ "a" "b" ] { a.b = 3; }) (lib.hasAttrByPath [ "a" "c" ] { a.b = 3; }) (lib.hasAttrByPath [ ] { }) (lib.hasAttrByPath [ "a" "b" ] { a = 1; }) ];
    expected = [ true false true false ];
  };
  "longestValidPathPrefix" = {
    expr = [ (lib.attrsets.longestValidPathPrefix [ "a" "b" "c" ] { a.b = 3; }) (lib.attrsets.longestValidPathPrefix [ "x" ] { }) ];
    expected = [ [ "a" "b" ] [ ] ];
  };
  "getAttrFromPath" = {
    expr = lib.getAttrFromPath [ "a" "b" ] { a.b = 3; };
    expected = 3;
  };
  "getAttrFromPath names what is missing" = {
    expr = lib.getAttrFromPath [ "z" "y" ] { a.b = 3; };
    error = "evaluation aborted with the following error message: 'there is no attribute `z.y' in the set'";
  };
  "setAttrByPath" = {
    expr = [ (lib.setAttrByPath [ "a" "b" ] 3) (lib.setAttrByPath [ ] 3) ];
    expected = [ { a = { b = 3; }; } 3 ];
  };
  "showAttrPath" = {
    expr = [ (lib.showAttrPath [ "foo" "10" "bar" ]) (lib.showAttrPath [ ]) ];
    expected = [ "foo.\"10\".bar" "<root attribute path>" ];
  };
  "updateManyAttrsByPath changes deep inside first" = {
    expr = lib.updateManyAttrsByPath [ { path = [ "a" "b" ]; update = old: { d = old.c; }; } { path = [ "a" "b" "c" ]; update = old: old + 1; } { path = [ "x" "y" ]; update = old: "xy"; } ] { a.b.c = 0; };
    expected = { a = { b = { d = 1; }; }; x = { y = "xy"; }; };
  };
  "attrVals and getAttrs" = {
    expr = [ (lib.attrVals [ "a" "b" ] { a = 1; b = 2; c = 3; }) (lib.getAttrs [ "a" "b" ] { a = 1; b = 2; c = 3; }) ];
    expected = [ [ 1 2 ] { a = 1; b = 2; } ];
  };
  "filterAttrs" = {
    expr = lib.filterAttrs (n: v: n == "foo" || v == 3) { foo = 1; bar = 2; baz = 3; };
    expected = { baz = 3; foo = 1; };
  };
  "filterAttrsRecursive" = {
    expr = lib.filterAttrsRecursive (n: v: v != null) { a = null; b = { c = null; d = 1; }; };
    expected = { b = { d = 1; }; };
  };
  "optionalAttrs" = {
    expr = [ (lib.optionalAttrs true { a = 1; }) (lib.optionalAttrs false { a = 1; }) ];
    expected = [ { a = 1; } { } ];
  };
  "collect" = {
    expr = [ (lib.collect lib.isList { a = { b = [ "b" ]; }; c = [ 1 ]; }) (lib.collect (x: x ? outPath) { a = { outPath = "a/"; }; b = { outPath = "b/"; }; }) ];
    expected = [ [ [ "b" ] [ 1 ] ] [ "a/" "b/" ] ];
  };
  "matchAttrs" = {
    expr = [ (lib.matchAttrs { cpu = { }; } { cpu = { bits = 64; }; }) (lib.matchAttrs { cpu.bits = 32; } { cpu.bits = 64; }) (lib.matchAttrs { a = 1; } { }) ];
    expected = [ true false false ];
  };
  "nameValuePair and genAttrs" = {
    expr = [ (lib.nameValuePair "a" 1) (lib.genAttrs [ "foo" "bar" ] (name: "x_" + name)) ];
    expected = [ { name = "a"; value = 1; } { bar = "x_bar"; foo = "x_foo"; } ];
  };
  "genAttrs'" = {
    expr = lib.genAttrs' [ "a" "b" ] (s: lib.nameValuePair ("x_" + s) ("y_" + s));
    expected = { x_a = "y_a"; x_b = "y_b"; };
  };
  "mapAttrs'" = {
    expr = lib.mapAttrs' (name: value: lib.nameValuePair ("foo_" + name) ("bar-" + value)) { x = "a"; y = "b"; };
    expected = { foo_x = "bar-a"; foo_y = "bar-b"; };
  };
  "mapAttrsToList goes by name" = {
    expr = lib.mapAttrsToList (name: value: name + value) { y = "b"; x = "a"; };
    expected = [ "xa" "yb" ];
  };
  "attrsToList" = {
    expr = lib.attrsToList { foo = 1; bar = "asdf"; };
    expected = [ { name = "bar"; value = "asdf"; } { name = "foo"; value = 1; } ];
  };
  "concatMapAttrs lets the later win" = {
    expr = lib.concatMapAttrs (name: value: { ${name} = value; ${name + value} = value; }) { x = "a"; y = "b"; };
    expected = { x = "a"; xa = "a"; y = "b"; yb = "b"; };
  };
  "mapAttrsRecursive has the path" = {
    expr = lib.mapAttrsRecursive (path: value: lib.concatStringsSep "-" (path ++ [ value ])) { n = { a = "A"; m = { b = "B"; }; }; d = "D"; };
    expected = { d = "d-D"; n = { a = "n-a-A"; m = { b = "n-m-b-B"; }; }; };
  };
  "mapAttrsRecursiveCond stops where it is told" = {
    expr = lib.mapAttrsRecursiveCond (as: !(as ? stop)) (path: value: lib.length path) { a.b = 1; c.stop.d = 1; };
    expected = { a = { b = 2; }; c = 1; };
  };
  "mapAttrsToListRecursive" = {
    expr = lib.mapAttrsToListRecursive (path: value: "${lib.concatStringsSep "." path}=${value}") { n = { a = "A"; m = { b = "B"; c = "C"; }; }; d = "D"; };
    expected = [ "d=D" "n.a=A" "n.m.b=B" "n.m.c=C" ];
  };
  "mapAttrsToListRecursiveCond" = {
    expr = lib.mapAttrsToListRecursiveCond (path: as: !(lib.elem "m" path)) (path: value: lib.concatStringsSep "." path) { n = { a = "A"; m = { b = "B"; c = "C"; }; }; d = "D"; };
    expected = [ "d" "n.a" "n.m" ];
  };
  "foldlAttrs" = {
    expr = lib.foldlAttrs (acc: name: value: { sum = acc.sum + value; names = acc.names ++ [ name ]; }) { sum = 0; names = [ ]; } { foo = 1; bar = 10; };
    expected = { names = [ "bar" "foo" ]; sum = 11; };
  };
  "foldAttrs" = {
    expr = lib.foldAttrs (item: acc: [ item ] ++ acc) [ ] [ { a = 2; b = 7; } { a = 3; } { b = 6; } ];
    expected = { a = [ 2 3 ]; b = [ 7 6 ]; };
  };
  "cartesianProduct" = {
    expr = lib.cartesianProduct { a = [ 1 2 ]; b = [ 10 20 ]; };
    expected = [ { a = 1; b = 10; } { a = 1; b = 20; } { a = 2; b = 10; } { a = 2; b = 20; } ];
  };
  "mapCartesianProduct" = {
    expr = lib.mapCartesianProduct ({ a, b }: "${a}-${b}") { a = [ "1" "2" ]; b = [ "3" "4" ]; };
    expected = [ "1-3" "1-4" "2-3" "2-4" ];
  };
  "mergeAttrsList lets the later win" = {
    expr = [ (lib.mergeAttrsList [ { a = 0; b = 1; } { c = 2; b = 3; } { d = 3; } ]) (lib.mergeAttrsList [ ]) ];
    expected = [ { a = 0; b = 3; c = 2; d = 3; } { } ];
  };
  "recursiveUpdate merges sets all the way down" = {
    expr = lib.recursiveUpdate { boot.loader = { grub = 1; x.y = 1; }; } { boot.loader = { grub = 2; x.z = [ 1 ]; device = ""; }; };
    expected = { boot = { loader = { device = ""; grub = 2; x = { y = 1; z = [ 1 ]; }; }; }; };
  };
  "recursiveUpdateUntil stops where it is told" = {
    expr = lib.recursiveUpdateUntil (path: l: r: path == [ "foo" ]) { foo.bar = 1; foo.baz = 2; bar = 3; } { foo.bar = 1; foo.quz = 2; baz = 4; };
    expected = { bar = 3; baz = 4; foo = { bar = 1; quz = 2; }; };
  };
  "overrideExisting adds nothing" = {
    expr = lib.overrideExisting { a = 1; b = 2; } { b = 3; c = 4; };
    expected = { a = 1; b = 3; };
  };
  "unionOfDisjoint of disjoint sets" = {
    expr = lib.attrsets.unionOfDisjoint { a = 1; } { b = 2; };
    expected = { a = 1; b = 2; };
  };
  "unionOfDisjoint refuses a common name when it is used" = {
    expr = lib.attrsets.unionOfDisjoint { a = 1; } { a = 2; };
    error = "unionOfDisjoint: both sets have an attribute `a'";
  };
  "zipAttrs, zipAttrsWith and zipAttrsWithNames" = {
    expr = [ (lib.zipAttrs [ { a = 1; } { a = 2; b = 3; } ]) (lib.zipAttrsWith (n: vs: n + toString vs) [ { a = 1; } { a = 2; } ]) (lib.zipAttrsWithNames [ "a" ] (n: vs: vs) [ { a = "x"; } { a = "y"; b = "z"; } ]) ];
    expected = [ { a = [ 1 2 ]; b = [ 3 ]; } { a = "a1 2"; } { a = [ "x" "y" ]; } ];
  };
  "isDerivation" = {
    expr = map lib.isDerivation [ { type = "derivation"; } { } "x" 1 ];
    expected = [ true false false false ];
  };
  "getOutput falls back" = {
    expr = [ (lib.getOutput "dev" { dev = "/d"; out = "/o"; }) (lib.getOutput "dev" { out = "/o"; }) (lib.getBin { bin = "/b"; out = "/o"; }) (lib.getLib { out = "/o"; }) (lib.getDev { dev = "/d"; }) (lib.getMan { out = "/o"; }) ];
    expected = [ "/d" "/o" "/b" "/o" "/d" "/o" ];
  };
  "getOutput leaves a chosen output" = {
    expr = (lib.getOutput "dev" { outputSpecified = true; dev = "/d"; n = 1; }).n;
    expected = 1;
  };
  "getFirstOutput" = {
    expr = lib.getFirstOutput [ "include" "dev" ] { dev = "/d"; out = "/o"; };
    expected = "/d";
  };
  "recurseIntoAttrs" = {
    expr = [ (lib.recurseIntoAttrs { a = 1; }) (lib.dontRecurseIntoAttrs { a = 1; }) ];
    expected = [
      { a = 1; recurseForDerivations = true; }
      { a = 1; recurseForDerivations = false; }
    ];
  };
  "builtins are there too" = {
    expr = [ (lib.attrNames { b = 1; a = 2; }) (lib.attrValues { b = 1; a = 2; }) (lib.catAttrs "a" [ { a = 1; } { } ]) (lib.hasAttr "a" { a = 1; }) (lib.getAttr "a" { a = 1; }) (lib.mapAttrs (n: v: n) { a = 1; }) (lib.intersectAttrs { a = 1; } { a = 2; b = 3; }) (removeAttrs { a = 1; } [ "a" ]) ];
    expected = [ [ "a" "b" ] [ 2 1 ] [ 1 ] true 1 { a = "a"; } { a = 2; } { } ];
  };
}
