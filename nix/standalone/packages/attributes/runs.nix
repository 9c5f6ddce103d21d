# A package of these Debian packages, or of this one, whose program has another name.
mainProgram: debs: {
  inherit mainProgram;
  debs = if builtins.isList debs then debs else [ debs ];
}
