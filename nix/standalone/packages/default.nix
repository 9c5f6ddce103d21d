# The standalone package set: what stands in for nixpkgs on a host that has apt.
#
# `index` is what apt said (see debian.nix), `{ }` before it has been asked. Attributes carry
# nixpkgs' names; `debian."NAME"` reaches the rest of the archive. With `everyName` the rest is there by
# its own names, too, which the program says of those that are used (src/apt/demand.rs): to read all names takes
# a while, so it is done for configurations that want one.
{
  lib,
  system ? builtins.currentSystem,
  index ? { },
  overlays ? [ ],
  everyName ? false,
}:
let
  fix =
    f:
    let
      self = f self;
    in
    self;

  extended =
    f: overlay: self:
    let
      previous = f self;
    in
    previous // overlay self previous;

  debian = import ./debian.nix {
    inherit system index;
    attributes = data;
  };
  data = import ./attributes;
  attributes = builtins.mapAttrs debian.attribute data;

  byName = builtins.mapAttrs (
    name: builtins.trace "nix-docker: debian name ${name}"
  ) debian.everything;

  base =
    self:
    (if everyName then byName else { })
    // attributes
    // import ./builders {
      inherit lib system;
      pkgs = self;
    }
    // import ./scope.nix { pkgs = self; }
    // import ./sets.nix {
      inherit lib;
      pkgs = self;
    }
    // import ./absent.nix
    // {
      inherit lib system overlays;
      debian = debian.everything;
      # Those that are in this release of Debian, and stand in for nixpkgs' in NixOS' modules.
      debianAttributes = removeAttrs attributes (
        builtins.filter (
          name: data.${name}.standaloneOnly or data.${name} ? versionIs || !(debian.knows data.${name})
        ) (builtins.attrNames data)
      );
      nginxModules = import ./nginx-modules.nix;
      debianJoin = import ./join.nix { inherit system; };
      config = { };
      path = ./.;
    };

  make =
    f:
    fix (
      self:
      f self
      // {
        extend = overlay: make (extended f overlay);
        appendOverlays = builtins.foldl' (set: overlay: set.extend overlay) (make f);
      }
    );
in
make (builtins.foldl' extended base overlays)
