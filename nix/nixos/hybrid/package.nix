# A package of Debian's as nixpkgs' modules know the one of its name.
#
#   name    the attribute's
#   debian  the package, see ../../standalone/packages/debian.nix
{ lib, prev }:
let
  isPackage = value: (builtins.tryEval (lib.isDerivation value)).value;

  enriched =
    name: debian:
    let
      theirs = if prev ? ${name} && isPackage prev.${name} then prev.${name} else { };

      # All outputs are one.
      outputs = lib.genAttrs (theirs.outputs or [ ]) (_: debian);

      changed =
        how: what:
        builtins.trace "detail: pkgs.${name}.${how} changes nothing: ${name} is Debian's ${
          builtins.concatStringsSep ", " debian.debianRoots
        }" what;

      self =
        # What nixpkgs tells about its package and Debian's says nothing of.
        theirs
        // outputs
        // debian
        // {
          outputs = [ "out" ];
          passthru = theirs.passthru or { } // debian.passthru;
          meta = theirs.meta or { } // debian.meta // {
            mainProgram = theirs.meta.mainProgram or debian.meta.mainProgram;
          };
          override =
            changes: if debian.overridable then enriched name (debian.override changes) else changed "override" self;
          overrideAttrs = _: changed "overrideAttrs" self;
          overrideDerivation = _: changed "overrideDerivation" self;
        }
        # With further packages.
        // lib.optionalAttrs (debian ? withPackages) {
          withPackages = choose: enriched name (debian.withPackages choose);
        };
    in
    self;
in
enriched
