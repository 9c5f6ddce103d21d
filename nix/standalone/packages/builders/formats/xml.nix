# XML in the way of BadgerFish: `"@name"` is an attribute, `"#text"` the text, a list an element for each of its items.
{
  lib,
  pkgs,
  value,
}:
{
  format ? "badgerfish",
  withHeader ? true,
}:
let
  inherit (builtins)
    isAttrs
    isBool
    isList
    isPath
    isString
    ;

  plain =
    v:
    if v == null then
      ""
    else if isBool v then
      if v then "true" else "false"
    else if isString v || isPath v || v ? outPath then
      "${v}"
    else
      builtins.toJSON v;

  # Within an attribute a reader takes line ends and tabs for blanks.
  quoted =
    v: "\"${builtins.replaceStrings [ "\n" "\r" "\t" ] [ "&#10;" "&#13;" "&#9;" ] (lib.escapeXML v)}\"";

  valid =
    name:
    if
      name == "" || builtins.match ".*[][ \t\n\r<>&\"'/=!?;,(){}%*+|^$#@`~\\].*|[-0-9.].*" name != null
    then
      throw "pkgs.formats.xml: `${name}' can't be the name of an element or of an attribute"
    else
      name;

  element =
    indent: name: v:
    if isList v then
      lib.concatMapStrings (element indent name) v
    else if !(isAttrs v) || v ? outPath then
      element indent name { "#text" = v; }
    else
      let
        names = builtins.attrNames (removeAttrs v [ "#text" ]);
        parted = builtins.partition (lib.hasPrefix "@") names;
        attribute = key: " ${valid (lib.removePrefix "@" key)}=${quoted (plain v.${key})}";
        children = lib.concatMapStrings (key: element "${indent}  " key v.${key}) parted.wrong;
      in
      "${indent}<${valid name}${lib.concatMapStrings attribute parted.right}>"
      + lib.optionalString (children != "") "\n${children}"
      + lib.optionalString (v ? "#text") (lib.escapeXML (plain v."#text"))
      + lib.optionalString (children != "") indent
      + "</${name}>\n";

  document =
    v:
    let
      names = builtins.attrNames v;
      root = builtins.head names;
    in
    if builtins.length names != 1 || isList v.${root} then
      throw "pkgs.formats.xml: a document has one element that holds all others; this one has ${toString (builtins.length names)} (${lib.concatStringsSep ", " names})"
    else
      lib.optionalString withHeader "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      + element "" root v.${root};
in
if format != "badgerfish" then
  throw "pkgs.formats.xml: there is no format `${format}', only \"badgerfish\""
else
  {
    type = value "XML value" [ lib.types.path ];
    generate = name: v: pkgs.writeText name (document v);
  }
