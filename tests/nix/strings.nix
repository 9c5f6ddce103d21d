# Strings: joining, splitting, searching, trimming.
{ lib }:
{
  "concatStrings joins without a separator" = {
    expr = lib.concatStrings [ "a" "b" "c" ];
    expected = "abc";
  };
  "concatStringsSep joins with a separator" = {
    expr = lib.concatStringsSep ", " [ "a" "b" ];
    expected = "a, b";
  };
  "concatMapStrings maps and joins" = {
    expr = lib.concatMapStrings (x: "<${x}>") [ "a" "b" ];
    expected = "<a><b>";
  };
  "concatMapStringsSep maps and joins with a separator" = {
    expr = lib.concatMapStringsSep "-" lib.toUpper [ "a" "b" ];
    expected = "A-B";
  };
  "concatImapStrings counts from one" = {
    expr = lib.concatImapStrings (i: x: "${toString i}${x}") [ "a" "b" ];
    expected = "1a2b";
  };
  "concatImapStringsSep counts from one and joins" = {
    expr = lib.concatImapStringsSep "|" (i: x: "${toString i}${x}") [ "a" "b" ];
    expected = "1a|2b";
  };
  "concatMapAttrsStringSep goes by name" = {
    expr = lib.concatMapAttrsStringSep "&" (n: v: "${n}=${v}") { b = "2"; a = "1"; };
    expected = "a=1&b=2";
  };
  "concatLines ends every line" = {
    expr = lib.concatLines [ "a" "b" ];
    expected = "a\nb\n";
  };
  "join is concatStringsSep" = {
    expr = lib.join "-" [ "a" "b" ];
    expected = "a-b";
  };
  "intersperse puts a separator between elements" = {
    expr = lib.intersperse "/" [ "usr" "local" "bin" ];
    expected = [ "usr" "/" "local" "/" "bin" ];
  };
  "intersperse of nothing is nothing" = {
    expr = lib.intersperse "/" [ ];
    expected = [ ];
  };
  "strings.replicate repeats text" = {
    expr = lib.strings.replicate 3 "ab";
    expected = "ababab";
  };
  "optionalString gives the text when true" = {
    expr = [ (lib.optionalString true "x") (lib.optionalString false "x") ];
    expected = [ "x" "" ];
  };
  "stringToCharacters splits into characters" = {
    expr = lib.stringToCharacters "abc";
    expected = [ "a" "b" "c" ];
  };
  "stringToCharacters of the empty string" = {
    expr = lib.stringToCharacters "";
    expected = [ ];
  };
  "stringAsChars maps characters" = {
    expr = lib.stringAsChars (x: if x == "a" then "i" else x) "nax";
    expected = "nix";
  };
  "replaceString replaces every occurrence" = {
    expr = lib.replaceString "a" "b" "banana";
    expected = "bbnbnb";
  };
  "splitString takes its separator literally" = {
    expr = lib.splitString "." "foo.bar.baz";
    expected = [ "foo" "bar" "baz" ];
  };
  "splitString keeps empty pieces" = {
    expr = lib.splitString "/" "/usr//bin/";
    expected = [ "" "usr" "" "bin" "" ];
  };
  "splitString with a separator of several characters" = {
    expr = lib.splitString "::" "a::b:c::";
    expected = [ "a" "b:c" "" ];
  };
  "splitString of the empty string" = {
    expr = lib.splitString "," "";
    expected = [ "" ];
  };
  "splitStringBy breaks between characters" = {
    expr = lib.splitStringBy (prev: curr: prev == "a") true "banana";
    expected = [ "ba" "na" "na" ];
  };
  "splitStringBy drops what it splits at" = {
    expr = lib.splitStringBy (prev: curr: curr == ".") false "a.b.c";
    expected = [ "a" "b" "c" ];
  };
  "hasPrefix at the beginning" = {
    expr = map (lib.hasPrefix "foo") [ "foobar" "barfoo" "" ];
    expected = [ true false false ];
  };
  "hasSuffix at the end" = {
    expr = map (lib.hasSuffix "foo") [ "foobar" "barfoo" "" "foo" ];
    expected = [ false true false true ];
  };
  "hasInfix anywhere, literally" = {
    expr = map (lib.hasInfix "b.c") [ "abcd" "ab.cd" "b.c" ];
    expected = [ false true true ];
  };
  "removePrefix takes a prefix off" = {
    expr = [ (lib.removePrefix "foo." "foo.bar") (lib.removePrefix "xxx" "foo.bar") ];
    expected = [ "bar" "foo.bar" ];
  };
  "removeSuffix takes a suffix off" = {
    expr = [ (lib.removeSuffix ".nix" "a.nix") (lib.removeSuffix "x" "a.nix.b") ];
    expected = [ "a" "a.nix.b" ];
  };
  "commonPrefixLength counts equal characters" = {
    expr = map (lib.strings.commonPrefixLength "foobar") [ "foxtrot" "foobar" "bar" "" ];
    expected = [ 2 6 0 0 ];
  };
  "commonSuffixLength counts equal characters from the end" = {
    expr = map (lib.strings.commonSuffixLength "foobar") [ "rebar" "foobar" "x" "" ];
    expected = [ 3 6 0 0 ];
  };
  "trim takes white space off both ends" = {
    expr = lib.trim " \t\n a b \r\n";
    expected = "a b";
  };
  "trim of nothing but space" = {
    expr = lib.trim " \n ";
    expected = "";
  };
  "trimWith of the start only" = {
    expr = lib.trimWith { start = true; } "  a  ";
    expected = "a  ";
  };
  "trimWith of the end only" = {
    expr = lib.trimWith { end = true; } "  a  ";
    expected = "  a";
  };
  "fixedWidthString fills from the left" = {
    expr = lib.fixedWidthString 5 "0" "15";
    expected = "00015";
  };
  "fixedWidthNumber fills with zeroes" = {
    expr = lib.fixedWidthNumber 5 15;
    expected = "00015";
  };
  "fixedWidthString refuses what is too long" = {
    expr = lib.fixedWidthString 2 "0" "15x";
    error = "fixedWidthString: \"15x\" is longer than 2 characters";
  };
}
