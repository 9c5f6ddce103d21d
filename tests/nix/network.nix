# Addresses, fetchers' hashes, dconf's values.
{ lib }:
let
  from = lib.network.ipv6.fromString;
  normal = lib.fetchers.normalizeHash;
  g = lib.gvariant;
in
{
  "an IPv6 address is expanded, its prefix kept" = {
    expr = [ (from "2001:DB8::ffff/32") (from "::") (from "1::") (from "1:2:3:4:5:6:7:8/128") ];
    expected = [
      { address = "2001:db8:0:0:0:0:0:ffff"; prefixLength = 32; }
      { address = "0:0:0:0:0:0:0:0"; prefixLength = 128; }
      { address = "1:0:0:0:0:0:0:0"; prefixLength = 128; }
      { address = "1:2:3:4:5:6:7:8"; prefixLength = 128; }
    ];
  };
  "an IPv6 address has eight groups" = {
    expr = from "1:2:3:4:5:6:7";
    error = "1:2:3:4:5:6:7 is not a valid IPv6 address";
  };
  "an IPv6 address is shortened in one place" = {
    expr = from "1::2::3";
    error = "1::2::3 is not a valid IPv6 address";
  };
  "a group of an IPv6 address has 16 bits" = {
    expr = from "::12345";
    error = "0x12345 is not a valid u16 integer";
  };
  "letters that no IPv6 address has" = {
    expr = from "fe80::g";
    error = "fe80::g contains malformed characters for IPv6 address";
  };
  "a prefix of more than 128 bits" = {
    expr = from "::1/200";
    error = "::1/200 IPv6 subnet should be in range [1;128], got 200";
  };
  "the suffix from a card's address" = {
    expr = [ (lib.network.ipv6.mkEUI64Suffix "52:54:00:12:34:56") (lib.mkEUI64Suffix "525400-ABCDEF") ];
    expected = [ "5054:00ff:fe12:3456" "5054:00ff:feab:cdef" ];
  };
  "a card's address has six octets" = {
    expr = lib.mkEUI64Suffix "52:54:00:12:34";
    error = "\"52:54:00:12:34\" is not a valid MAC address (expected 6 octets of hex digits)";
  };

  "a fetcher's hash by its kind" = {
    expr = [ (normal { } { hash = "sha256-x"; url = "u"; }) (normal { } { sha256 = "abc"; }) (normal { } { sha256 = ""; }) (normal { } { outputHash = "o"; outputHashAlgo = "sha512"; }) (normal { required = false; } { url = "u"; }) ];
    expected = [
      { outputHash = "sha256-x"; outputHashAlgo = null; url = "u"; }
      { outputHash = "abc"; outputHashAlgo = "sha256"; }
      { outputHash = lib.fakeSha256; outputHashAlgo = "sha256"; }
      { outputHash = "o"; outputHashAlgo = "sha512"; }
      { url = "u"; }
    ];
  };
  "a fetcher without a hash" = {
    expr = normal { } { url = "u"; };
    error = "the fetcher was called without `hash'";
  };
  "a fetcher with two hashes" = {
    expr = normal { } { hash = "a"; sha256 = "b"; };
    error = "the fetcher was called with several hashes, of which it takes one: hash, sha256";
  };
  "a function takes a hash in the place of outputHash" = {
    expr =
      let
        fetch = lib.fetchers.withNormalizedHash { hashTypes = [ "sha512" ]; } ({ outputHash, outputHashAlgo, name ? "n" }: "${outputHashAlgo}:${outputHash}:${name}");
      in
      [ (fetch { sha512 = "x"; }) (lib.functionArgs fetch) ];
    expected = [ "sha512:x:n" { hash = false; name = true; } ];
  };
  "a fetcher must take what it's given" = {
    expr = lib.fetchers.withNormalizedHash { } ({ url }: url);
    error = "withNormalizedHash: the function must take outputHash and outputHashAlgo, but it takes url";
  };
  "variables of a proxy's" = {
    expr = [ (lib.elem "https_proxy" lib.fetchers.proxyImpureEnvVars) (lib.elem "NO_PROXY" lib.fetchers.proxyImpureEnvVars) ];
    expected = [ true true ];
  };

  "values as GVariants" = {
    expr = map (value: toString (g.mkValue value)) [ true 1.5 "it's" [ "a" "b" ] (g.mkInt32 (-1)) (g.mkUint32 1) (g.mkEmptyArray g.type.string) (g.mkTuple [ "a" (g.mkInt16 2) ]) (g.mkVariant "x") (g.mkNothing g.type.int32) (g.mkJust true) [ (g.mkDictionaryEntry "k" (g.mkVariant 1.0)) ] (g.mkObjectpath "/a") (g.mkUchar 7) (g.mkInt64 3) (g.mkUint64 4) (g.mkUint16 5) ];
    expected = [ "true" "1.500000" "'it\\'s'" "@as ['a','b']" "-1" "@u 1" "@as []" "@(sn) ('a',@n 2)" "<'x'>" "@mi nothing" "just true" "@a{sv} [@{sv} {'k',<1.000000>}]" "objectpath '/a'" "@y 7" "@x 3" "@t 4" "@q 5" ];
  };
  "a number has no GVariant of its own" = {
    expr = toString (g.mkValue (-5));
    error = "the type of the number -5 is not clear in a GVariant. Write one of `lib.gvariant.mkInt16 -5', `lib.gvariant.mkInt32 -5', `lib.gvariant.mkInt64 -5', as the schema of the setting has it.";
  };
  "an array's elements are of one type" = {
    expr = toString (g.mkArray [ "a" true ]);
    error = "the elements of a GVariant's array must be of one type, but they are of `s', `b'";
  };
  "a number that does not go into its type" = {
    expr = toString (g.mkUint16 70000);
    error = "gvariant.mkUint16: 70000 is no value of the type `q'";
  };
  "toDconfINI" = {
    expr = lib.generators.toDconfINI { "org/a" = { dark = true; size = g.mkInt32 3; }; "org/b".names = [ "x" ]; };
    expected = "[org/a]\ndark=true\nsize=3\n\n[org/b]\nnames=@as ['x']\n";
  };
}
