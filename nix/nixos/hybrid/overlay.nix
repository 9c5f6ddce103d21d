# The overlay that puts Debian's packages under nixpkgs' names, below the user's own overlays.
#
# A name of nixpkgs' is one of three things:
#   - a package that Debian has: the one of ../../standalone/packages, with what modules ask of nixpkgs' (meta,
#     passthru, `override`);
#   - a package that is made of sources and that Debian is not known to have: the tree's own, unchanged, as its
#     binary cache has it;
#   - all else (builders, formats, sets, wrappers of other packages): nixpkgs' own code, over the first two.
{
  lib,
  debian,
  original,
  program,
}:
final: prev:
let
  ownPackage = import ./own-package.nix { inherit lib; };
  enriched = import ./package.nix {
    inherit
      lib
      prev
      original
      ownPackage
      ;
  };

  isMadeOfSources =
    value: lib.isDerivation value && (value.src or null != null || value.srcs or null != null);

  # `linuxPackages`, `perlPackages`, and not the whole.
  isSetOfPackages =
    value:
    lib.isAttrs value
    && !(lib.isDerivation value)
    && !(value ? stdenv && value ? path)
    && (value.recurseForDerivations or false || value ? callPackage || value ? overrideScope);

  choose =
    name: value:
    let
      own = original.${name};
      ownMember =
        memberName: member:
        if lib.isDerivation member then ownPackage "${name}.${memberName}" member else member;
      succeeds = (builtins.tryEval (builtins.seq value null)).success;
    in
    if !succeeds || value ? debianRoots || !(original ? ${name}) then
      value
    else if isMadeOfSources value then
      ownPackage name own
    else if isSetOfPackages value then
      lib.mapAttrs ownMember own
    else
      value;
in
# What comes later wins.
builtins.mapAttrs choose prev
// lib.mapAttrs enriched debian.debianAttributes
// import ./replaced.nix {
  inherit
    lib
    final
    prev
    debian
    program
    enriched
    ;
}
// {
  inherit (debian) debian debianJoin;
}
