# IPv6 addresses as eight numbers of 16 bits: RFC 4291, without the form that ends in an IPv4 address.
{ lib }:
let
  inherit (builtins)
    elemAt
    filter
    head
    length
    match
    ;
  inherit (lib.strings) splitString;

  invalid = text: throw "${text} is not a valid IPv6 address";

  # "2001:db8::1" → its eight groups as texts, `::` filled with zeros.
  groups =
    text:
    let
      halves = splitString "::" text;
      of = half: if half == "" then [ ] else splitString ":" half;
      left = of (head halves);
      right = of (elemAt halves 1);
      missing = 8 - length left - length right;
      all =
        if length halves == 1 then
          left
        else if length halves == 2 && missing > 0 then
          left ++ lib.lists.replicate missing "0" ++ right
        else
          invalid text;
    in
    if match "[0-9A-Fa-f:]+" text == null then
      throw "${text} contains malformed characters for IPv6 address"
    else if length all != 8 || filter (group: group == "") all != [ ] then
      invalid text
    else
      all;

  number =
    group:
    let
      value = lib.trivial.fromHexString group;
    in
    if value > 65535 then throw "0x${group} is not a valid u16 integer" else value;
in
{
  # "ADDRESS" or "ADDRESS/LENGTH" → { address; prefixLength; }
  split =
    text:
    let
      parts = splitString "/" text;
      given = lib.strings.toIntBase10 (elemAt parts 1);
    in
    if length parts > 2 then
      throw "${text} is not a valid IPv6 address in CIDR notation"
    else
      {
        address = map number (groups (head parts));
        prefixLength =
          if length parts == 1 then
            128
          else if given < 1 || given > 128 then
            throw "${text} IPv6 subnet should be in range [1;128], got ${toString given}"
          else
            given;
      };

  toText = lib.strings.concatMapStringsSep ":" (
    group: lib.strings.toLower (lib.trivial.toHexString group)
  );
}
