# A package of Debian's as nixpkgs' modules know the one of its name.
#
#   name    the attribute's
#   debian  the package, see ../../standalone/packages/debian.nix
{
  lib,
  prev,
  original,
  ownPackage,
}:
let
  isPackage = value: (builtins.tryEval (lib.isDerivation value)).value;

  enriched =
    name: debian:
    let
      theirs = if prev ? ${name} && isPackage prev.${name} then prev.${name} else { };

      # All outputs are one.
      outputs = lib.genAttrs (theirs.outputs or [ ]) (_: debian);

      # Sets of packages that belong to it: Debian's, and nixpkgs' besides them.
      sets = lib.genAttrs (lib.filter (set: debian ? ${set} && theirs ? ${set}) [
        "extensions"
        "packages"
        "pkgs"
      ]) (set: original.${name}.${set} // debian.${set});

      changed =
        how: what:
        builtins.trace "detail: pkgs.${name}.${how} changes nothing: ${name} is Debian's ${builtins.concatStringsSep ", " debian.debianRoots}" what;

      self =
        # What nixpkgs tells about its package and Debian's says nothing of.
        theirs
        // outputs
        // debian
        // sets
        // lib.genAttrs (lib.filter (variant: theirs ? ${variant}) [
          "withJIT"
          "withoutJIT"
        ]) (_: self)
        // {
          outputs = [ "out" ];
          passthru = theirs.passthru or { } // debian.passthru;
          meta =
            theirs.meta or { }
            // debian.meta
            // {
              mainProgram = theirs.meta.mainProgram or debian.meta.mainProgram;
            };
          override =
            changes:
            if debian.overridable then enriched name (debian.override changes) else changed "override" self;
          overrideAttrs = _: changed "overrideAttrs" self;
          overrideDerivation = _: changed "overrideDerivation" self;
        }
        // lib.optionalAttrs (debian ? withPackages) {
          # Where one of them is nixpkgs' own, the whole is.
          withPackages =
            choose:
            let
              chosen = choose self.pkgs;
            in
            if lib.all (package: package ? debianRoots) chosen then
              enriched name (debian.withPackages (_: chosen)) // { installedExtensions = chosen; }
            else
              ownPackage name (original.${name}.withPackages choose);
        }
        // lib.optionalAttrs (debian ? interpreter) {
          interpreter = "${debian}/bin/${debian.meta.mainProgram}";
        };
    in
    self;
in
enriched
