# Names that a misspelt one may stand for, the nearest first, three at most.
{ lib }:
{ word, among }:
let
  inherit (lib.strings) levenshtein levenshteinAtMost toLower;
  wanted = toLower word;
  # A third of the letters may be wrong.
  limit = (builtins.stringLength word + 1) / 3;
  near = builtins.filter (name: levenshteinAtMost limit wanted (toLower name)) among;
in
lib.lists.take 3 (lib.lists.sortOn (name: levenshtein wanted (toLower name)) near)
