# nixpkgs' lib, and from ours what the container's modules use and old trees lack.
theirs:
let
  ours = import ../standalone/lib;
in
rec {
  # Whether nothing has to be added.
  complete = theirs ? literalMD && theirs ? toIntBase10 && theirs ? escapeRegex && theirs.types ? raw;
  lib =
    if complete then
      theirs
    else
      theirs.extend (_: old: ours // old // { types = ours.types // old.types; });
}
