# Network addresses.
{ lib }:
let
  inherit (builtins) elemAt;
  address = import ./network/address.nix { inherit lib; };

  octet = "([0-9A-Fa-f]{2})";
  mac = "${octet}${lib.strings.replicate 5 "[-:.]?${octet}"}";
in
{
  ipv6 = {
    # "2001:DB8::1/64" → { address = "2001:db8:0:0:0:0:0:1"; prefixLength = 64; }
    fromString =
      text:
      let
        found = address.split text;
      in
      {
        address = address.toText found.address;
        inherit (found) prefixLength;
      };

    # The lower half of an address, from that of the network card: RFC 4291, appendix A.
    mkEUI64Suffix =
      text:
      let
        octets = builtins.match mac text;
        at = elemAt octets;
        first = lib.trivial.bitXor 512 (lib.trivial.fromHexString (at 0 + at 1));
      in
      if octets == null then
        throw ''"${text}" is not a valid MAC address (expected 6 octets of hex digits)''
      else
        lib.strings.toLower "${lib.trivial.toHexString first}:${at 2}ff:fe${at 3}:${at 4}${at 5}";
  };
}
