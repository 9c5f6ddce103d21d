# What a misspelt name may stand for.
{ lib }:
let
  inherit (builtins) filter stringLength;
  inherit (lib.strings)
    hasPrefix
    levenshtein
    levenshteinAtMost
    toLower
    ;
in
{
  # The names of `among` that are nearest to `word`, three at most.
  near =
    { word, among }:
    let
      wanted = toLower word;
      # A quarter of the letters may be wrong, but not all.
      limit = lib.trivial.min ((stringLength word + 3) / 4) (stringLength word - 1);
      isNear =
        name:
        let
          candidate = toLower name;
        in
        levenshteinAtMost limit wanted candidate || (stringLength word > 2 && hasPrefix wanted candidate);
    in
    lib.lists.take 3 (lib.lists.sortOn (name: levenshtein wanted (toLower name)) (filter isNear among));

  # "a", "a or b", "a, b or c"
  alternatives =
    items:
    if builtins.length items < 2 then
      builtins.concatStringsSep "" items
    else
      "${builtins.concatStringsSep ", " (lib.lists.init items)} or ${lib.lists.last items}";
}
