# Quoting for shells, Nix, XML, URLs, regular expressions and build systems.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    isAttrs
    isBool
    isInt
    isList
    isString
    match
    replaceStrings
    toJSON
    ;
  inherit (lib) strings;
  inherit (lib.trivial) boolToString;

  # Option of a configure script, in its four forms.
  configureFlag =
    yes: no: condition: feature:
    assert isString feature;
    "--${if condition then yes else no}-${feature}";

  nixKeywords = [
    "assert"
    "else"
    "if"
    "in"
    "inherit"
    "let"
    "or"
    "rec"
    "then"
    "with"
  ];

  urlSafe = strings.stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  asciiTable = import ./ascii.nix;
  urlReplacements = lib.attrsets.filterAttrs (
    character: _: !builtins.elem character urlSafe
  ) asciiTable;
  percent = code: "%" + strings.fixedWidthString 2 "0" (lib.trivial.toHexString code);
in
{
  escape = characters: replaceStrings characters (map (character: "\\" + character) characters);
  escapeC =
    characters:
    replaceStrings characters (
      map (
        character:
        "\\x"
        + strings.fixedWidthString 2 "0" (
          strings.toLower (lib.trivial.toHexString (strings.charToInt character))
        )
      ) characters
    );
  escapeRegex = strings.escape (strings.stringToCharacters "\\[{()^$?*+|.");
  escapeXML = replaceStrings [ "\"" "'" "<" ">" "&" ] [ "&quot;" "&apos;" "&lt;" "&gt;" "&amp;" ];
  escapeURL = replaceStrings (builtins.attrNames urlReplacements) (
    map percent (builtins.attrValues urlReplacements)
  );

  # As one word of a POSIX shell.
  escapeShellArg =
    value:
    let
      text = toString value;
    in
    if match "[[:alnum:],._+:@%/-]+" text == null then
      "'${replaceStrings [ "'" ] [ "'\\''" ] text}'"
    else
      text;
  escapeShellArgs = strings.concatMapStringsSep " " strings.escapeShellArg;
  isValidPosixName = name: match "[a-zA-Z_][a-zA-Z0-9_]*" name != null;
  toShellVar =
    name: value:
    if !strings.isValidPosixName name then
      throw "toShellVar: ${toJSON name} is not a valid name of a shell variable"
    else if isAttrs value && !strings.isStringLike value then
      "declare -A ${name}=(${
        concatStringsSep " " (
          lib.attrsets.mapAttrsToList (
            key: item: "[${strings.escapeShellArg key}]=${strings.escapeShellArg item}"
          ) value
        )
      })"
    else if isList value then
      "declare -a ${name}=(${strings.escapeShellArgs value})"
    else
      "${name}=${strings.escapeShellArg value}";
  toShellVars = set: concatStringsSep "\n" (lib.attrsets.mapAttrsToList strings.toShellVar set);

  escapeNixString = text: replaceStrings [ "$" ] [ "\\$" ] (toJSON text);
  escapeNixIdentifier =
    text:
    if match "[a-zA-Z_][a-zA-Z0-9_'-]*" text != null && !builtins.elem text nixKeywords then
      text
    else
      strings.escapeNixString text;

  # Flags of build systems.
  enableFeature = configureFlag "enable" "disable";
  withFeature = configureFlag "with" "without";
  enableFeatureAs =
    condition: feature: value:
    strings.enableFeature condition feature + strings.optionalString condition "=${value}";
  withFeatureAs =
    condition: feature: value:
    strings.withFeature condition feature + strings.optionalString condition "=${toString value}";
  cmakeOptionType =
    type: feature: value:
    assert builtins.elem (strings.toUpper type) [
      "BOOL"
      "FILEPATH"
      "INTERNAL"
      "PATH"
      "STATIC"
      "STRING"
    ];
    assert isString feature;
    assert isString value;
    "-D${feature}:${strings.toUpper type}=${value}";
  cmakeBool =
    condition: value:
    assert isString condition;
    assert isBool value;
    strings.cmakeOptionType "bool" condition (strings.toUpper (boolToString value));
  cmakeFeature = strings.cmakeOptionType "string";
  mesonOption =
    feature: value:
    assert isString feature;
    assert isString value || isInt value;
    "-D${feature}=${toString value}";
  mesonBool =
    feature: value:
    assert isBool value;
    strings.mesonOption feature (boolToString value);
  mesonEnable =
    feature: value:
    assert isBool value;
    strings.mesonOption feature (if value then "enabled" else "disabled");
}
