# Network addresses.
{ lib }:
{
  ipv6.fromString =
    text:
    let
      split = lib.strings.splitString "/" text;
      address = builtins.head split;
      halves = lib.strings.splitString "::" address;
      groups = half: if half == "" then [ ] else lib.strings.splitString ":" half;
      left = groups (builtins.head halves);
      right = if builtins.length halves == 2 then groups (builtins.elemAt halves 1) else [ ];
      missing = 8 - builtins.length left - builtins.length right;
      all =
        if builtins.length halves == 2 then left ++ lib.lists.replicate missing "0" ++ right else left;
      normal = group: lib.strings.toLower (lib.trivial.toHexString (lib.trivial.fromHexString group));
      valid = group: builtins.match "[0-9a-fA-F]{1,4}" group != null;
      prefixLength = if builtins.length split == 2 then lib.strings.toIntBase10 (builtins.elemAt split 1) else 128;
    in
    if
      builtins.length halves > 2
      || builtins.length split > 2
      || builtins.length all != 8
      || (builtins.length halves == 2 && missing < 1)
      || !builtins.all valid all
      || prefixLength > 128
    then
      throw "${builtins.toJSON text} is not a valid IPv6 address"
    else
      {
        address = lib.strings.concatMapStringsSep ":" normal all;
        inherit prefixLength;
        url = "${lib.strings.concatMapStringsSep ":" normal all}/${toString prefixLength}";
        urlWithoutPrefix = "[${lib.strings.concatMapStringsSep ":" normal all}]";
      };
}
