# JSON, YAML, Lua, property lists, dconf, Dhall.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isString
    match
    toJSON
    ;
  inherit (lib.attrsets) mapAttrsToList;
  inherit (lib) strings;

  self = {
    # dconf's key files: values as GVariants.
    mkDconfKeyValue = lib.generators.mkKeyValueDefault {
      mkValueString = value: toString (lib.gvariant.mkValue value);
    } "=";
    toDconfINI = lib.generators.toINI { mkKeyValue = self.mkDconfKeyValue; };

    toJSON = _: toJSON;
    # Every JSON text is YAML.
    toYAML = _: toJSON;

    mkLuaInline = expr: {
      _type = "lua-inline";
      inherit expr;
    };
    toLua =
      {
        multiline ? true,
        indent ? "",
        # The top level as assignments instead of one table.
        asBindings ? false,
      }@options:
      value:
      let
        inner = "${indent}  ";
        break = if multiline then "\n${inner}" else " ";
        end = if multiline then "\n${indent}" else " ";
        nested = self.toLua (
          options
          // {
            indent = inner;
            asBindings = false;
          }
        );
        table = items: "{" + break + concatStringsSep ",${break}" items + end + "}";
        binding =
          name: item:
          let
            parts = strings.splitString "." name;
            valid = part: match "[a-zA-Z_][a-zA-Z0-9_]*" part != null;
          in
          if builtins.all valid parts then
            "${indent}${name} = ${self.toLua (options // { asBindings = false; }) item}\n"
          else
            throw "generators.toLua: `${name}' can't be assigned to in Lua";
      in
      if asBindings then
        strings.concatStrings (mapAttrsToList binding value)
      else if value == null then
        "nil"
      else if isInt value || isFloat value || isString value || isBool value then
        toJSON value
      else if builtins.isPath value then
        toJSON "${value}"
      else if isList value then
        if value == [ ] then "{}" else table (map nested value)
      else if isAttrs value then
        if value._type or "" == "lua-inline" then
          "(${value.expr})"
        else if value == { } then
          "{}"
        else if lib.attrsets.isDerivation value then
          ''"${toString value}"''
        else
          table (mapAttrsToList (name: item: "[${toJSON name}] = ${nested item}") value)
      else
        throw "generators.toLua: values of the type ${builtins.typeOf value} have no form in Lua";

    toPlist =
      {
        escape ? false,
      }:
      let
        text = if escape then strings.escapeXML else value: value;
        element =
          indent: value:
          let
            inner = indent + "\t";
            lines = strings.concatMapStringsSep "\n";
            wrap = tag: content: "${indent}<${tag}>\n${content}\n${indent}</${tag}>";
          in
          if value == null then
            ""
          else if isBool value then
            (if value then "${indent}<true/>" else "${indent}<false/>")
          else if isInt value then
            "${indent}<integer>${toString value}</integer>"
          else if isFloat value then
            "${indent}<real>${strings.floatToString value}</real>"
          else if isString value || builtins.isPath value || lib.attrsets.isDerivation value then
            "${indent}<string>${text (toString value)}</string>"
          else if isList value then
            wrap "array" (lines (element inner) value)
          else if isAttrs value then
            wrap "dict" (
              lines (name: "${inner}<key>${text name}</key>\n${element inner value.${name}}") (
                builtins.filter (name: value.${name} != null) (attrNames value)
              )
            )
          else
            throw "generators.toPlist: values of the type ${builtins.typeOf value} have no form in a property list";
      in
      value: ''
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0">
        ${element "" value}
        </plist>'';

    toDhall =
      _: value:
      let
        nested = self.toDhall { };
      in
      if isAttrs value then
        "{ ${concatStringsSep ", " (mapAttrsToList (name: item: "${name} = ${nested item}") value)} }"
      else if isList value then
        "[ ${strings.concatMapStringsSep ", " nested value} ]"
      else if isInt value then
        (if value < 0 then "" else "+") + toString value
      else if isBool value then
        (if value then "True" else "False")
      else if builtins.isFunction value then
        throw "generators.toDhall: a function has no form in Dhall"
      else if value == null then
        throw "generators.toDhall: null has no form in Dhall"
      else
        toJSON value;
  };
in
self
