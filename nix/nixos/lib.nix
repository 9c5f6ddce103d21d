# nixpkgs' lib, and from ours what the container's modules use and old trees lack.
lib:
let
  ours = import ../standalone/lib;
  complete = lib ? literalMD && lib ? toIntBase10 && lib ? escapeRegex && lib.types ? raw;
in
if complete then
  lib
else
  lib.extend (_: old: ours // old // { types = ours.types // old.types; })
