# Between strings and other values: numbers, versions, names.
{ lib }:
let
  inherit (builtins)
    compareVersions
    elemAt
    fromJSON
    isFloat
    isInt
    isString
    match
    parseDrvName
    toJSON
    ;
  inherit (lib) strings;
  asciiTable = import ./ascii.nix;
in
{
  isStringLike =
    value: isString value || builtins.isPath value || value ? outPath || value ? __toString;
  isConvertibleWithToString =
    value:
    strings.isStringLike value
    || value == null
    || isInt value
    || isFloat value
    || builtins.isBool value
    || (builtins.isList value && builtins.all strings.isConvertibleWithToString value);

  charToInt = character: asciiTable.${character};
  floatToString =
    value:
    let
      text = toString value;
      asJSON = toJSON value;
    in
    # toString gives six digits; JSON keeps the value where that is more exact.
    if fromJSON text == value then text else asJSON;

  # "7" and " -7 ", but not "07", which could be meant as octal.
  toInt =
    text:
    let
      found = match "[ \t\n\r]*(-?)(0*)([0-9]+)[ \t\n\r]*" text;
      zeroes = elemAt found 1;
    in
    if found == null then
      throw "toInt: could not convert ${toJSON text} to int"
    else if zeroes != "" then
      throw "toInt: ${toJSON text} is ambiguous, it may be octal or decimal; toIntBase10 takes it as decimal"
    else
      fromJSON (elemAt found 0 + elemAt found 2);
  toIntBase10 =
    text:
    let
      found = match "[ \t\n\r]*(-?)0*([0-9]+)[ \t\n\r]*" text;
    in
    if found == null then
      throw "toIntBase10: could not convert ${toJSON text} to int"
    else
      fromJSON (elemAt found 0 + elemAt found 1);

  versionOlder = left: right: compareVersions right left == 1;
  versionAtLeast = left: right: compareVersions right left != 1;
  getName =
    package:
    if isString package then
      (parseDrvName package).name
    else
      package.pname or (parseDrvName package.name).name;
  getVersion =
    package:
    if isString package then
      (parseDrvName package).version
    else
      package.version or (parseDrvName package.name).version;
  nameFromURL =
    url: separator:
    let
      file = lib.lists.last (strings.splitString "/" url);
    in
    builtins.head (strings.splitString separator file);
  # A name that the store accepts.
  sanitizeDerivationName =
    value:
    let
      text = builtins.unsafeDiscardStringContext (toString value);
      clean = strings.concatMapStrings (piece: if builtins.isList piece then "-" else piece) (
        builtins.split "[^[:alnum:]+._?=-]+" (builtins.elemAt (match "\\.*(.*)" text) 0)
      );
      count = builtins.stringLength clean;
      short = if count > 211 then builtins.substring (count - 207) 207 clean else clean;
    in
    if short == "" then "unknown" else short;
}
