# Types: descriptions, names, and joining two declarations.
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
  "descriptions of scalars" = {
    expr = map (t: t.description) [ types.bool types.int types.str types.float types.number types.path types.package types.port types.lines types.commas types.envVar types.anything types.attrs types.raw types.unspecified types.nonEmptyStr types.singleLineStr types.deferredModule types.ints.u8 types.ints.s16 types.ints.positive types.ints.unsigned types.boolByOr types.pathInStore types.optionType types.externalPath types.fileset types.pkgs types.luaInline types.numbers.nonnegative types.numbers.positive ];
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
      "absolute path not in the Nix store"
      "fileset"
      "Nixpkgs package set"
      "inline lua"
      "nonnegative integer or floating point number, meaning >=0"
      "positive integer or floating point number, meaning >0"
    ];
  };
  "description of a shell's package" = {
    expr = types.shellPackage.description;
    expected = "package that is a shell";
  };
  "descriptions of data" = {
    expr = map (t: t.description) [ types.json types.toml (types.listOf types.json) ];
    expected = [ "JSON value" "TOML value" "list of (JSON value)" ];
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
  "descriptions in parentheses where they would be misread" = {
    expr = map (t: t.description) [
      (types.listOf types.attrs)
      (types.nullOr (types.ints.between 1 2))
      (types.nullOr (types.coercedTo types.int toString types.str))
      (types.either types.str types.attrs)
    ];
    expected = [
      "list of (attribute set)"
      "null or integer between 1 and 2 (both inclusive)"
      "null or (string or signed integer convertible to it)"
      "string or (attribute set)"
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
  "uniqueness joins too, and functor.wrapped is what it was" = {
    expr = [ (joined (types.uniq types.int) (types.uniq types.int)).description ] ++ map (t: t.functor.wrapped.description) [ (types.listOf types.int) (types.attrsOf types.str) (types.nullOr types.int) (types.functionTo types.int) (types.uniq types.int) (types.coercedTo types.int toString types.str) ];
    expected = [
      "signed integer"
      "signed integer"
      "string"
      "signed integer"
      "signed integer"
      "signed integer"
      "string"
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
