# Assignments to variables of Python, as Django's settings are.
{
  lib,
  pkgs,
  value,
}:
_:
let
  # One item a line, each with a comma: as the formatter leaves them that nixpkgs asks.
  block =
    indent: open: close: items:
    if items == [ ] then
      open + close
    else
      "${open}\n${lib.concatMapStrings (item: "${indent}    ${item},\n") items}${indent}${close}";

  python =
    indent: v:
    let
      below = python "${indent}    ";
    in
    if v == null then
      "None"
    else if builtins.isBool v then
      if v then "True" else "False"
    else if builtins.isList v then
      block indent "[" "]" (map below v)
    else if builtins.isAttrs v && v._type or null == "raw" then
      v.value
    else if builtins.isAttrs v && !(v ? outPath) then
      block indent "{" "}" (lib.mapAttrsToList (name: item: "${builtins.toJSON name}: ${below item}") v)
    else
      # JSON's numbers are Python's, and so is what it escapes in strings.
      builtins.toJSON v;
in
{
  type = lib.types.attrsOf (value "Python value" [ lib.types.path ]);
  lib.mkRaw = raw: {
    _type = "raw";
    value = raw;
  };
  generate =
    name: v:
    let
      imports = map (module: "import ${module}\n") (v._imports or [ ]);
      variables = lib.mapAttrsToList (variable: item: "${variable} = ${python "" item}\n") (
        removeAttrs v [ "_imports" ]
      );
    in
    pkgs.writeText name (
      lib.concatStrings (imports ++ lib.optional (imports != [ ]) "\n" ++ variables)
    );
}
