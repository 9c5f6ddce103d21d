# Upper and lower case, ASCII only.
{ lib }:
let
  inherit (builtins) replaceStrings stringLength substring;
  inherit (lib) strings;
  lower = strings.stringToCharacters "abcdefghijklmnopqrstuvwxyz";
  upper = strings.stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
in
{
  lowerChars = lower;
  upperChars = upper;
  toLower = replaceStrings upper lower;
  toUpper = replaceStrings lower upper;
  toSentenceCase =
    text:
    assert builtins.isString text;
    strings.toUpper (substring 0 1 text) + strings.toLower (substring 1 (stringLength text) text);
  # Words are what separators and changes from lower to upper case divide.
  toCamelCase =
    text:
    let
      isSeparator =
        character:
        builtins.elem character [
          "-"
          "_"
          " "
        ];
      isUpper = character: builtins.elem character upper;
      words = builtins.filter (word: word != "") (
        map (strings.replaceStrings [ "-" "_" " " ] [ "" "" "" ]) (
          strings.splitStringBy (
            previous: current: isSeparator current || (isUpper current && !isUpper previous && previous != "")
          ) true text
        )
      );
    in
    assert builtins.isString text;
    if words == [ ] then
      ""
    else
      strings.toLower (builtins.head words)
      + strings.concatMapStrings strings.toSentenceCase (builtins.tail words);
}
