# The standalone package set: what stands in for nixpkgs on a host that has apt.
#
# `index` is what apt said (see debian.nix), `{ }` before it has been asked. Attributes carry
# nixpkgs' names; `debian."NAME"` reaches the rest of the archive.
{
  lib,
  system ? builtins.currentSystem,
  index ? { },
  overlays ? [ ],
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

  debian = import ./debian.nix { inherit system index; };
  data = import ./attributes;
  attributes = builtins.mapAttrs debian.attribute data;

  base =
    self:
    attributes
    // import ./builders { inherit lib system; pkgs = self; }
    // import ./scope.nix { pkgs = self; }
    // {
      inherit lib system overlays;
      debian = debian.everything;
      # Those that are in this release of Debian.
      debianAttributes = removeAttrs attributes (
        builtins.filter (name: !(debian.knows data.${name})) (builtins.attrNames data)
      );
      python3Packages = self.python3.pkgs;
      nginxModules = import ./nginx-modules.nix;
      phpExtensions = self.php.extensions;
      postgresqlPackages = self.postgresql.pkgs;
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
