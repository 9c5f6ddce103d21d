# For a name that means nothing: "; did you mean a or b?", of names that are near to it; "" where none is.
{ lib }:
let
  suggest = import ../standalone/lib/modules/suggest.nix { inherit lib; };
in
word: among:
let
  # What comes after the last dot is the kind of thing.
  stemOf =
    name:
    let
      found = builtins.match "(.+)[.][^.]+" name;
    in
    if found == null then name else lib.head found;
  wanted = stemOf word;
  near = suggest.near {
    word = wanted;
    among = lib.unique (map stemOf among);
  };
  distance = lib.strings.levenshtein wanted;
  nearest = lib.filter (stem: distance stem == distance (lib.head near)) near;
  names = lib.filter (name: lib.elem (stemOf name) nearest) among;
in
if near == [ ] then "" else "; did you mean ${suggest.alternatives (lib.take 3 names)}?"
