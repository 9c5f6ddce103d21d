# HOCON, the superset of JSON of Lightbend's config: includes, substitutions and appended values besides.
{
  lib,
  pkgs,
  value,
}:
{
  generator ? null,
  # What nixpkgs has look at the file; here nothing does.
  validator ? null,
  doCheck ? true,
}:
let
  inherit (builtins) isAttrs isList toJSON;
  inherit (lib) types;

  block =
    indent: open: close: separator: items:
    "${open}\n${
      lib.concatStringsSep "${separator}\n" (map (item: "${indent}  ${item}") items)
    }\n${indent}${close}";

  include =
    v:
    let
      place = toJSON (toString v.value);
      what = if v.type == null then place else "${v.type}(${place})";
    in
    "include ${if v.required then "required(${what})" else what}";

  entry =
    indent: name: v:
    if v._type or null == "append" then
      "${toJSON name} += ${hocon indent v.value}"
    else
      "${toJSON name} = ${hocon indent v}";

  special = {
    # nixpkgs' generator looks for another word than its `mkSubstitution` says, so that there all are optional.
    substitution = v: "$" + "{?${v.value}}";
    unquoted_string = v: v.value;
    append =
      _: throw "pkgs.formats.hocon: mkAppend is for what a name is set to, not for items of a list";
    include = _: throw "pkgs.formats.hocon: mkInclude is for the list `_includes`";
  };

  hocon =
    indent: v:
    let
      inner = "${indent}  ";
    in
    if isList v then
      block indent "[" "]" "," (map (hocon inner) v)
    else if !(isAttrs v) || v ? outPath then
      toJSON v
    else if v ? _type then
      (special.${v._type} or (_: throw "pkgs.formats.hocon: there is nothing of the kind `${v._type}'")) v
    else
      block indent "{" "}" "" (
        map include (v._includes or [ ]) ++ lib.mapAttrsToList (entry inner) (removeAttrs v [ "_includes" ])
      );

  mkInclude =
    given:
    let
      told = if isAttrs given && !(lib.isDerivation given) then given else { value = toString given; };
      made = {
        required = false;
        type = null;
        _type = "include";
      }
      // told;
    in
    if
      builtins.elem made.type [
        "file"
        "url"
        "classpath"
        null
      ]
    then
      made
    else
      throw "pkgs.formats.hocon: mkInclude takes the types \"file\", \"url\" and \"classpath\", not ${toJSON made.type}";

  mkSubstitution =
    given:
    let
      told = if builtins.isString given then { value = given; } else given;
    in
    if isAttrs told && told ? value then
      {
        inherit (told) value;
        optional = told.optional or false;
        _type = "substitution";
      }
    else
      throw "pkgs.formats.hocon: mkSubstitution takes a name, or a set with the name as `value`";
in
if generator != null then
  throw "pkgs.formats.hocon: another generator needs a nixpkgs (--nixpkgs)"
else
  {
    type = value "HOCON value" [ types.path ];
    lib = {
      inherit mkInclude mkSubstitution;
      mkAppend = value: {
        inherit value;
        _type = "append";
      };
    };
    generate =
      name: v:
      let
        json = pkgs.writeText "${name}.json" (toJSON v);
      in
      pkgs.writeText name "${hocon "" v}\n" // { inherit json; };
  }
