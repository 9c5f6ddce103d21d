# nixpkgs' lib, and from ours what the container's modules use and old trees lack.
theirs:
let
  ours = import ../standalone/lib;
in
rec {
  # Whether nothing has to be added.
  complete = theirs ? literalMD && theirs ? toIntBase10 && theirs ? escapeRegex && theirs.types ? raw;
  lib =
    let
      add = old: ours // old // { types = ours.types // old.types; };
    in
    if complete then
      theirs
    else if theirs ? extend then
      theirs.extend (_: add)
    else
      # As modules of old trees are given it.
      add theirs;
}
