# Names of nixpkgs' earlier days, and what few ask for.
{ lib }:
{
  "names of earlier days" = {
    expr = [ (lib.imap (i: v: "${toString i}${v}") [ "a" "b" ]) (lib.nvs "a" 1) (lib.setAttr { a = 1; } "b" 2) (lib.setAttrMerge "a" [ ] { a = [ 1 ]; } (old: old ++ [ 2 ])) (lib.maybeAttr "x" 5 { }) (lib.mapAttrsFlatten (name: value: name + value) { a = "1"; }) (lib.zip (_: values: values) [ { a = 1; } { a = 2; } ]) ];
    expected = [ [ "1a" "2b" ] { a = 1; } { a = 1; b = 2; } { a = [ 1 2 ]; } 5 [ "a1" ] { a = [ 1 2 ]; } ];
  };
  "ifEnable gives what is empty of the kind" = {
    expr = map (lib.ifEnable false) [ [ 1 ] { a = 1; } "x" 5 true ];
    expected = [ [ ] { } null null false ];
  };
  "sets joined by a function" = {
    expr = [ (lib.mergeAttrsConcatenateValues { a = 1; b = 2; } { a = [ 3 ]; }) (lib.mergeAttrsNoOverride { } { buildInputs = [ 1 ]; buildPhase = "a"; } { buildInputs = [ 2 ]; buildPhase = "b"; }) ];
    expected = [ { a = [ 1 3 ]; b = 2; } { buildInputs = [ 2 1 ]; buildPhase = "a"; } ];
  };
  "mergeAttrsNoOverride names what both have" = {
    expr = lib.mergeAttrsNoOverride { } { a = 1; } { a = 2; };
    error = "mergeAttrsNoOverride: both sets have the attribute a";
  };
  "closePropagation has each package once" = {
    expr =
      let
        c = { outPath = "c"; };
        b = { outPath = "b"; propagatedBuildInputs = [ c null ]; };
      in
      lib.sort lib.lessThan (map (package: package.outPath) (lib.closePropagation [ { outPath = "a"; propagatedBuildInputs = [ b ]; propagatedNativeBuildInputs = [ c ]; } ]));
    expected = [ "a" "b" "c" ];
  };
  "what is said of a kernel" = {
    expr = with lib.kernel; [ yes (option module) (freeform "5") ((whenHelpers "6.1").whenAtLeast "6.0" no) ((whenHelpers "6.1").whenOlder "6.0" no) ];
    expected = [ { optional = false; tristate = "y"; } { optional = true; tristate = "m"; } { freeform = "5"; optional = false; } (lib.mkIf true { optional = false; tristate = "n"; }) (lib.mkIf false { optional = false; tristate = "n"; }) ];
  };
  "cross indexes" = {
    expr =
      let
        index = { buildBuild = 1; buildHost = 2; buildTarget = 3; hostHost = 4; hostTarget = 5; targetTarget = 6; };
        named = lib.renameCrossIndexTo "x" index;
      in
      [ (lib.mapCrossIndex (n: n * 2) index).targetTarget named.xBuildTarget (lib.renameCrossIndexFrom "x" named == index) ];
    expected = [ 12 3 true ];
  };
  "makeOverridable of what it made" = {
    expr =
      let
        once = lib.makeOverridable ({ a ? 1 }: lib.setFunctionArgs ({ b ? 2 }: { sum = a + b; }) { b = true; }) { };
        twice = lib.makeOverridable once;
      in
      [ (twice { }).sum ((twice.override { a = 10; }) { }).sum (((twice.override { a = 10; }) { }).override { b = 20; }).sum ];
    expected = [ 3 12 30 ];
  };
  "licenses by their identifiers" = {
    expr = [ lib.licensesSpdx.MIT.shortName lib.licensesSpdx."GPL-2.0-only".shortName (lib.getLicenseFromSpdxIdOr "no such" null) ];
    expected = [ "mit" "gpl2Only" null ];
  };
  "several licenses" = {
    expr = with lib.licenses; [ (OR [ mit asl20 ]).operator (map (one: one.spdxId) (AND [ mit asl20 ]).licenses) (WITH gpl2Only llvm-exception).exception.spdxId (PLUS eupl11).licenseType mit.licenseType ];
    expected = [ "OR" [ "MIT" "Apache-2.0" ] "LLVM-exception" "plus" "simple" ];
  };
  "paths only are taken apart" = {
    expr = lib.path.splitRoot "/a";
    error = "lib.path.splitRoot: the argument must be a path, but it is string";
  };
  "whether a path leads into the store" = {
    expr = map lib.path.hasStorePathPrefix [ (/. + "${builtins.storeDir}/00000000000000000000000000000000-x/y") (/. + "${builtins.storeDir}/x") (/. + "/0000000000000000000000000000000000000000000000000000/a") /a ];
    expected = [ true false true false ];
  };
  "sourceByGlobs keeps what the patterns name" = {
    # The place in the store says what is in it: the same as with a filter by hand.
    expr =
      let
        only = names: toString (lib.cleanSourceWith { src = ./tree; filter = path: _: lib.elem (lib.removePrefix "${toString ./tree}/" (toString path)) names; });
        kept = patterns: toString (lib.sources.sourceByGlobs ./tree patterns);
      in
      [ (kept [ "*.txt" "sub/**" ] == only [ "a.txt" "sub" "sub/c.txt" "sub/d.nix" ]) (kept [ "**/*.nix" ] == only [ "b.nix" "sub" "sub/d.nix" ]) (kept [ "a.*" ] == only [ "a.txt" "sub" ]) (kept [ "a.*" ] == only [ "a.txt" ]) (kept [ "sub/c*" ] == only [ "sub" "sub/c.txt" ]) ];
    expected = [ true true false true true ];
  };
}
