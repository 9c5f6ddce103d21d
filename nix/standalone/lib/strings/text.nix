# Joining, splitting, searching and trimming text.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    filter
    genList
    isString
    replaceStrings
    stringLength
    substring
    ;
  inherit (lib) strings;
  inherit (lib.trivial) max;
  # A string with no context, for what is used only to compare.
  bare = builtins.unsafeDiscardStringContext;
in
{
  concatStrings = concatStringsSep "";
  concatMapStrings = function: items: concatStringsSep "" (map function items);
  concatMapStringsSep =
    separator: function: items:
    concatStringsSep separator (map function items);
  concatImapStrings = function: items: concatStringsSep "" (lib.lists.imap1 function items);
  concatImapStringsSep =
    separator: function: items:
    concatStringsSep separator (lib.lists.imap1 function items);
  concatMapAttrsStringSep =
    separator: function: set:
    concatStringsSep separator (lib.attrsets.mapAttrsToList function set);
  concatLines = items: concatStringsSep "" (map (line: line + "\n") items);
  join = concatStringsSep;
  intersperse =
    separator: items:
    if items == [ ] then
      [ ]
    else
      lib.lists.drop 1 (
        builtins.concatMap (item: [
          separator
          item
        ]) items
      );
  replicate = count: text: concatStringsSep "" (genList (_: text) count);
  optionalString = condition: text: if condition then text else "";

  stringToCharacters = text: genList (index: substring index 1 text) (stringLength text);
  stringAsChars =
    function: text: concatStringsSep "" (map function (strings.stringToCharacters text));
  replaceString = from: to: replaceStrings [ from ] [ to ];

  splitString =
    separator: value:
    let
      text = toString value;
    in
    map (piece: builtins.appendContext piece (builtins.getContext text)) (
      filter isString (builtins.split (strings.escapeRegex (bare (toString separator))) (bare text))
    );
  # Start a new piece wherever `isBreak previous current` says so.
  splitStringBy =
    isBreak: keepSplit: text:
    let
      characters = strings.stringToCharacters text;
      step =
        state: character:
        if isBreak state.previous character then
          {
            previous = character;
            done = state.done ++ [ state.current ];
            current = if keepSplit then character else "";
          }
        else
          state
          // {
            previous = character;
            current = state.current + character;
          };
      end = builtins.foldl' step {
        previous = "";
        done = [ ];
        current = "";
      } characters;
    in
    end.done ++ [ end.current ];

  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  hasSuffix =
    suffix: text:
    let
      rest = stringLength text - stringLength suffix;
    in
    rest >= 0 && substring rest (stringLength text) text == suffix;
  hasInfix =
    infix: text:
    builtins.length (builtins.split (strings.escapeRegex (bare (toString infix))) (bare "${text}")) > 1;
  removePrefix =
    prefix: text:
    if strings.hasPrefix prefix text then
      substring (stringLength prefix) (stringLength text) text
    else
      text;
  removeSuffix =
    suffix: text:
    if strings.hasSuffix suffix text then
      substring 0 (stringLength text - stringLength suffix) text
    else
      text;
  commonPrefixLength =
    left: right:
    let
      longest = lib.trivial.min (stringLength left) (stringLength right);
      count =
        index:
        if index >= longest || substring index 1 left != substring index 1 right then
          index
        else
          count (index + 1);
    in
    count 0;
  commonSuffixLength =
    left: right:
    let
      longest = lib.trivial.min (stringLength left) (stringLength right);
      fromEnd = text: index: substring (stringLength text - index - 1) 1 text;
      count =
        index:
        if index >= longest || fromEnd left index != fromEnd right index then index else count (index + 1);
    in
    count 0;

  trim = strings.trimWith {
    start = true;
    end = true;
  };
  trimWith =
    {
      start ? false,
      end ? false,
    }:
    text:
    let
      space = "[ \t\r\n]*";
      afterStart = if start then builtins.head (builtins.match "${space}(.*)" text) else text;
      # The last character that is no space ends the text.
      kept = builtins.match "(.*[^ \t\r\n])${space}" afterStart;
      afterEnd =
        if !end then
          afterStart
        else if kept == null then
          ""
        else
          builtins.head kept;
    in
    afterEnd;

  fixedWidthString =
    width: filler: text:
    let
      missing = width - stringLength text;
    in
    if missing < 0 then
      throw "fixedWidthString: ${builtins.toJSON text} is longer than ${toString width} characters"
    else
      substring 0 (max 0 missing) (strings.replicate missing filler) + text;
  fixedWidthNumber = width: number: strings.fixedWidthString width "0" (toString number);

  addContextFrom = source: text: substring 0 0 source + text;
  inherit (builtins) appendContext;
}
