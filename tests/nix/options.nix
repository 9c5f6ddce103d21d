# Options: declaring, showing, merging and documenting them.
{ lib }:
let
  inherit (lib) mkOption types;
  docs =
    options:
    map (entry: removeAttrs entry [ "declarations" ]) (
      builtins.filter (entry: !(lib.hasPrefix "_module" entry.name)) (
        lib.optionAttrSetToDocList (lib.evalModules { modules = [ { inherit options; } ]; }).options
      )
    );
in
{
  "mkOption marks an option" = {
    expr = [ (mkOption { }) (lib.isOption (mkOption { })) (lib.isOption { }) (lib.isOption 1) ];
    expected = [ { _type = "option"; } true false false ];
  };
  "mkEnableOption" = {
    expr = let o = lib.mkEnableOption "the web server"; in [ o.default o.example o.description o.type.name ];
    expected = [ false true "Whether to enable the web server." "bool" ];
  };
  "mkPackageOption by name" = {
    expr = let o = lib.mkPackageOption { redis = { type = "derivation"; name = "redis-1"; }; } "redis" { }; in [ o.default.name o.defaultText o.description o.type.name ];
    expected = [
      "redis-1"
      { _type = "literalExpression"; text = "pkgs.redis"; }
      "The redis package to use."
      "package"
    ];
  };
  "mkPackageOption with more" = {
    expr = let o = lib.mkPackageOption { a.b = { name = "ab"; }; } [ "Foo" ] { default = [ "a" "b" ]; example = [ "a" "c" ]; extraDescription = "More."; nullable = true; pkgsText = "myPkgs"; }; in [ o.default.name o.defaultText o.example o.description o.type.name ];
    expected = [
      "ab"
      { _type = "literalExpression"; text = "myPkgs.a.b"; }
      { _type = "literalExpression"; text = "myPkgs.a.c"; }
      "The Foo package to use. More."
      "nullOr"
    ];
  };
  "mkPackageOption without a default" = {
    expr = (lib.mkPackageOption { } "foo" { default = null; }) ? default;
    expected = false;
  };
  "mkPackageOption with an example in words" = {
    expr = (lib.mkPackageOption { } "foo" { default = null; example = "pkgs.foo.override { }"; }).example;
    expected = { _type = "literalExpression"; text = "pkgs.foo.override { }"; };
  };
  "mkPackageOption nullable without a default" = {
    expr = (lib.mkPackageOption { } "foo" { default = null; nullable = true; }).default;
    expected = null;
  };
  "mkPackageOption names what is missing" = {
    expr = (lib.mkPackageOption { } "foo" { }).default;
    error = "`foo' cannot be found in pkgs";
  };
  "literalExpression and literalMD" = {
    expr = [ (lib.literalExpression "pkgs.x") (lib.literalMD "*x*") ];
    expected = [
      { _type = "literalExpression"; text = "pkgs.x"; }
      { _type = "literalMD"; text = "*x*"; }
    ];
  };
  "literalExpression wants text" = {
    expr = lib.literalExpression 5;
    error = "literalExpression takes a string, but got int";
  };
  "showOption quotes what must be quoted" = {
    expr = [ (lib.showOption [ "a" "b" ]) (lib.showOption [ "a" "b.c" "d e" "*" "<name>" "f-g" ]) (lib.showOption [ ]) ];
    expected = [ "a.b" "a.\"b.c\".\"d e\".*.<name>.f-g" "" ];
  };
  "showFiles" = {
    expr = lib.showFiles [ "/a" "/b" ];
    expected = "`/a' and `/b'";
  };
  "showDefs" = {
    expr = lib.options.showDefs [ { file = "/a"; value = 1; } { file = "/b"; value = "x"; } ];
    expected = "\n- In `/a': 1\n- In `/b': \"x\"";
  };
  "showDefs of what can't be evaluated" = {
    expr = lib.options.showDefs [ { file = "/a"; value = throw "no"; } ];
    expected = "\n- In `/a'";
  };
  "showDefs of functions and deep values" = {
    expr = lib.options.showDefs [ { file = "/a"; value = { f = x: x; }; } ];
    expected = "\n- In `/a':\n    {\n      f = <function>;\n    }";
  };
  "showOptionWithDefLocs" = {
    expr = lib.showOptionWithDefLocs { loc = [ "x" "y" ]; files = [ "/a" "/b" ]; };
    expected = "x.y, with values defined in:\n  - /a\n  - /b\n";
  };
  "mergeOneOption takes one" = {
    expr = lib.mergeOneOption [ "a" ] [ { file = "f"; value = 1; } ];
    expected = 1;
  };
  "mergeOneOption refuses two" = {
    expr = lib.mergeOneOption [ "a" ] [ { file = "/f"; value = 1; } { file = "/g"; value = 1; } ];
    error = ''
      The option `a' is defined multiple times while it's expected to be unique.
      Definition values:
      - In `/f': 1
      - In `/g': 1
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "mergeEqualOption takes equal ones" = {
    expr = lib.mergeEqualOption [ "a" ] [ { file = "f"; value = 1; } { file = "g"; value = 1; } ];
    expected = 1;
  };
  "mergeDefaultOption" = {
    expr = [ (lib.mergeDefaultOption [ "a" ] [ { file = "f"; value = [ 1 ]; } { file = "g"; value = [ 2 ]; } ]) (lib.mergeDefaultOption [ "a" ] [ { file = "f"; value = 1; } ]) ];
    expected = [ [ 1 2 ] 1 ];
  };
  "getValues and getFiles" = {
    expr = [ (lib.getValues [ { value = 1; } ]) (lib.getFiles [ { file = "x"; } ]) ];
    expected = [ [ 1 ] [ "x" ] ];
  };
  "documentation of an option" = {
    expr = docs { a = mkOption { type = types.int; default = 1; example = 2; description = "An a."; }; };
    expected = [
      {
        default = { _type = "literalExpression"; text = "1"; };
        description = "An a.";
        example = { _type = "literalExpression"; text = "2"; };
        internal = false;
        loc = [ "a" ];
        name = "a";
        readOnly = false;
        type = "signed integer";
        visible = true;
      }
    ];
  };
  "documentation shows default text" = {
    expr = docs { a = mkOption { default = throw "not needed"; defaultText = lib.literalExpression "config.x"; description = "A."; }; };
    expected = [
      {
        default = { _type = "literalExpression"; text = "config.x"; };
        description = "A.";
        internal = false;
        loc = [ "a" ];
        name = "a";
        readOnly = false;
        type = "unspecified value";
        visible = true;
      }
    ];
  };
  "documentation of hidden and read-only options" = {
    expr = map (e: [ e.name e.internal e.visible e.readOnly ]) (docs { a = mkOption { internal = true; }; b = mkOption { visible = false; }; c = mkOption { readOnly = true; }; });
    expected = [ [ "a" true true false ] [ "b" false false false ] [ "c" false true true ] ];
  };
  "documentation goes into submodules" = {
    expr = map (e: e.name) (docs { a = mkOption { type = types.attrsOf (types.submodule { options.x.y = mkOption { type = types.int; }; }); }; });
    expected = [ "a" "a.<name>.x.y" ];
  };
  "documentation goes into lists" = {
    expr = map (e: e.name) (docs { a = mkOption { type = types.listOf (types.submodule { options.x = mkOption { }; }); }; });
    expected = [ "a" "a.*.x" ];
  };
  "documentation of shallow options stops" = {
    expr = map (e: e.name) (docs { a = mkOption { visible = "shallow"; type = types.submodule { options.x = mkOption { }; }; }; });
    expected = [ "a" ];
  };
  "documentation does not go into invisible options" = {
    expr = map (e: e.name) (docs { a = mkOption { visible = false; type = types.submodule { options.x = mkOption { }; }; }; });
    expected = [ "a" ];
  };
  "documentation of nullOr, either and functionTo submodules" = {
    expr = map (e: e.name) (docs { a = mkOption { type = types.nullOr (types.submodule { options.x = mkOption { }; }); }; f = mkOption { type = types.functionTo (types.submodule { options.y = mkOption { }; }); }; });
    expected = [ "a" "a.x" "f" "f.<function body>.y" ];
  };
  "documentation of a tagged union" = {
    expr = map (e: e.name) (docs { a = mkOption { type = types.attrTag { t = mkOption { type = types.int; description = "T."; }; }; }; });
    expected = [ "a" "a.t" ];
  };
  "documentation of freeform submodules" = {
    expr = map (e: e.name) (docs { a = mkOption { type = types.submodule { freeformType = types.attrsOf (types.submodule { options.z = mkOption { }; }); options.x = mkOption { }; }; }; });
    expected = [ "a" "a.<name>.z" "a.x" ];
  };
  "names are placeholders in submodules' defaults" = {
    expr = map (e: e.default.text or null) (docs { a = mkOption { default = { }; type = types.attrsOf (types.submodule ({ name, ... }: { options.n = mkOption { default = name; }; })); }; });
    expected = [ "{ }" "\"‹name›\"" ];
  };
  "renderOptionValue" = {
    expr = [ (lib.options.renderOptionValue { a = 1; }) (lib.options.renderOptionValue (lib.literalExpression "x")) ];
    expected = [
      { _type = "literalExpression"; text = "{\n  a = 1;\n}"; }
      { _type = "literalExpression"; text = "x"; }
    ];
  };
  "scrubOptionValue" = {
    expr = lib.scrubOptionValue { p = { type = "derivation"; name = "n"; outPath = "/o"; drvPath = "/d"; }; l = [ 1 ]; };
    expected = { l = [ 1 ]; p = "n"; };
  };
  "documentation of visibility" = {
    expr = map (e: [ e.name e.visible ]) (docs (lib.genAttrs [ "shallow" "transparent" ] (visible: mkOption { inherit visible; type = types.submodule { options.x = mkOption { }; }; })));
    expected = [ [ "shallow" true ] [ "transparent" false ] [ "transparent.x" true ] ];
  };
  "documentation shows no default where there is none" = {
    expr = map (e: e ? default) (docs { l = mkOption { type = types.listOf types.int; }; i = mkOption { type = types.int; }; });
    expected = [ false false ];
  };
  "documentation says where options were declared" = {
    expr = map (e: e.declarations) (builtins.filter (e: e.name != "_module.args") (lib.optionAttrSetToDocList (removeAttrs (lib.evalModules { modules = [ { _file = "/d"; options.a = mkOption { type = types.attrsOf (types.submodule { options.x = mkOption { }; }); }; } ]; }).options [ "_module" ])));
    expected = [ [ "/d" ] [ "/d" ] ];
  };
}
