# Names that patterns stand for: `*` is anything.
{ lib }:

patterns:
let
  # Asked for each unit: a set of nixpkgs' may have a `splitString` that goes through a text by character.
  expressions = map (
    pattern: builtins.replaceStrings [ "\\*" ] [ ".*" ] (lib.escapeRegex pattern)
  ) patterns;
in
name: lib.any (expression: builtins.match expression name != null) expressions
