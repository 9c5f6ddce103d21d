# A text of UTF-8 in ASCII, with Java's \uXXXX for the rest.
#
# Nix' strings are bytes, and nothing tells a byte's number. JSON's \u gives each byte that UTF-8 has, so that a table
# of them can be made.
{ lib }:
let
  inherit (builtins)
    elemAt
    fromJSON
    genList
    length
    listToAttrs
    substring
    ;

  hex =
    number:
    let
      digits = lib.toLower (lib.toHexString number);
    in
    "${substring 0 (4 - builtins.stringLength digits) "000"}${digits}";

  # UTF-16, as JSON and Java write it.
  units =
    code:
    if code < 65536 then
      "\\u${hex code}"
    else
      "\\u${hex (55296 + (code - 65536) / 1024)}\\u${hex (56320 + lib.mod (code - 65536) 1024)}";

  # The first byte, or the second, of the character `code`.
  byte = index: code: substring index 1 (fromJSON "\"${units code}\"");

  table =
    byteOf: numbers:
    listToAttrs (
      map (value: {
        name = byteOf value;
        inherit value;
      }) numbers
    );

  following = table (number: byte 1 (128 + number)) (genList lib.id 64);

  # How a character of so many bytes begins, and what its first byte stands for.
  leading = [
    {
      more = 1;
      bytes = table (number: byte 0 (number * 64)) (lib.range 2 31);
    }
    {
      more = 2;
      bytes = table (number: byte 0 (if number == 0 then 2048 else number * 4096)) (lib.range 0 15);
    }
    {
      more = 3;
      bytes = table (number: byte 0 (if number == 0 then 65536 else number * 262144)) (lib.range 0 4);
    }
  ];

  # What its characters tell is looked up without what they refer to, which names of attributes can't have.
  escaped =
    text:
    let
      bytes = lib.stringToCharacters (builtins.unsafeDiscardStringContext text);
      follow = code: at: code * 64 + following.${elemAt bytes at};
      at =
        index:
        let
          first = elemAt bytes index;
          kind = lib.findFirst (kind: kind.bytes ? ${first}) null leading;
        in
        if following ? ${first} then
          ""
        else if kind == null then
          first
        else
          units (lib.foldl' follow kind.bytes.${first} (lib.range (index + 1) (index + kind.more)));
    in
    lib.concatStrings (genList at (length bytes));
in
text: lib.addContextFrom text (escaped text)
