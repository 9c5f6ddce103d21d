# Packages of the Debian archive, out of the index that apt gave.
#
# The index (src/apt.rs makes it) has `roots` (what was asked for → a package), `packages` (the
# closure, with `url`, `sha256`, `depends`) and `names` (a file with every name that apt knows).
# A root that it lacks is a stub: the evaluation goes on, the program sees from the stub's name
# what is missing, asks apt, and evaluates again.
# `attributes` is the table of nixpkgs' names.
{
  system,
  index,
  attributes,
}:
let
  package = import ./package.nix;

  roots = index.roots or { };
  packages = index.packages or { };

  inherit (import ./archive.nix { inherit system packages; })
    closureOf
    multiarch
    unpacked
    upstream
    ;

  lines = list: builtins.concatStringsSep "" (map (line: "${line}\n") list);

  # `eza|exa` as part of a derivation's name.
  nameOf = builtins.replaceStrings [ "|" ] [ "_" ];

  seen = name: builtins.trace "nix-docker: debian root ${name}";

  # The derivation that lays out files; what both kinds of packages share.
  layout =
    arguments:
    {
      inherit system multiarch;
      builder = "/bin/sh";
      args = [
        "-e"
        ./layout.sh
      ];
      preferLocalBuild = true;
      binFrom = "";
      links = "";
      script = "";
    }
    // arguments;

  # One package of Debian's with everything that it needs.
  root =
    wanted:
    let
      chosen = roots.${wanted};
      closure = closureOf [ chosen ];
      known = layout {
        name = "debian-root-${nameOf wanted}";
        own = unpacked.${chosen};
        closure = lines (map (name: unpacked.${name}) closure);
        passAsFile = [ "closure" ];
      };
      stub = {
        name = "debian-missing-${nameOf wanted}";
        inherit system;
        builder = "/bin/sh";
        args = [
          "-c"
          "echo 'the Debian package ${wanted} is not in the index' >&2; exit 1"
        ];
      };
    in
    package.make (
      (if roots ? ${wanted} then known else stub)
      // {
        pname = wanted;
        meta.description = "Debian's ${wanted}";
        passthru = rec {
          debianRoots = [ wanted ];
          version = upstream debianVersion;
          debianVersion = seen wanted (if roots ? ${wanted} then packages.${chosen}.version else "0");
          debianPackages = if roots ? ${wanted} then closure else [ ];
        };
      }
    );

  rootNamed =
    let
      cache = builtins.mapAttrs (wanted: _: root wanted) roots;
    in
    wanted: cache.${wanted} or (root wanted);

  # Only reached for, and only read, when a configuration says `pkgs.debian`.
  everything =
    if index ? names then
      builtins.mapAttrs (name: _: rootNamed name) (builtins.fromJSON (builtins.readFile index.names))
    else
      builtins.mapAttrs (name: _: rootNamed name) roots;

  alternatives = wanted: builtins.filter builtins.isString (builtins.split "[|]" wanted);
  isKnown = name: everything ? ${name};

  # The one that apt will choose of `a|b`: the first that it knows.
  choice =
    wanted: builtins.head (builtins.filter isKnown (alternatives wanted) ++ alternatives wanted);

  # Whether this release of Debian has what an attribute is made of.
  knows =
    entry: builtins.all (wanted: builtins.any isKnown (alternatives wanted)) (normal entry).debs;

  # The packages whose names begin with `prefix`, by the rest of their names.
  named =
    prefix:
    let
      length = builtins.stringLength prefix;
      names = builtins.filter (name: builtins.substring 0 length name == prefix) (
        builtins.attrNames everything
      );
    in
    builtins.listToAttrs (
      map (name: {
        name = builtins.substring length (-1) name;
        value = everything.${name};
      }) names
    );

  # A package under its nixpkgs name, made of one or several of Debian's; attributes/ has the data.
  attribute =
    name: entry:
    let
      data = normal entry;
      made = attributeOf name data;
      wanted = data.versionIs or "";
      isOther = wanted != "" && made.debianPackages != [ ] && !(beginsWith wanted made.version);
    in
    if data.perRelease or false && index ? names && !(knows data) then
      throw "pkgs.${name}: this release of Debian does not have it${instead "it is taken from another release's archive where that is among apt's sources" name}"
    else if isOther then
      throw "pkgs.${name}: this release of Debian has ${builtins.head data.debs} ${made.version}${instead "another release's is taken where apt prefers it (apt_preferences(5))" name}"
    else
      made;

  beginsWith =
    prefix: text:
    let
      rest = builtins.substring (builtins.stringLength prefix) 1 text;
    in
    builtins.substring 0 (builtins.stringLength prefix) text == prefix && (rest == "" || rest == ".");

  # Where else to take what this release lacks.
  instead =
    elsewhere: name:
    let
      shape =
        text:
        builtins.concatStringsSep "" (builtins.filter builtins.isString (builtins.split "[0-9]+" text));
      isLike =
        other:
        other != name
        && shape other == shape name
        && !((normal attributes.${other}) ? versionIs)
        && knows attributes.${other};
      others = builtins.filter isLike (builtins.attrNames attributes);
      unversioned = builtins.head (builtins.match "([a-z]+).*" name);
      plain =
        if attributes ? ${unversioned} && !(builtins.elem unversioned (others ++ [ name ])) then
          [ unversioned ]
        else
          [ ];
      here = map (other: "pkgs.${other}") (others ++ plain);
    in
    (if here == [ ] then "" else "; there is ${builtins.concatStringsSep ", " here}")
    + "; ${elsewhere}, or it comes from a nixpkgs (--nixpkgs)";

  normal =
    entry:
    if builtins.isString entry then
      { debs = [ entry ]; }
    else if builtins.isList entry then
      { debs = entry; }
    else
      entry;

  attributeOf =
    attributeName: data:
    let
      made = map rootNamed data.debs;
      first = builtins.head made;
      present = builtins.all (name: roots ? ${name}) data.debs;
      closure = if present then closureOf (map (name: roots.${name}) data.debs) else [ ];
      matching = expression: builtins.filter (name: builtins.match expression name != null) closure;
      shown =
        if data ? show then builtins.concatMap matching data.show else map (name: roots.${name}) data.debs;
      versioned = matching data.versionFrom;
      version =
        if data ? versionFrom && versioned != [ ] then
          builtins.seq first.version (upstream packages.${builtins.head versioned}.version)
        else
          first.version;
      pname = data.pname or attributeName;
      withMultiarch = builtins.replaceStrings [ "@multiarch@" ] [ multiarch ];
      links = builtins.mapAttrs (_: withMultiarch) (data.links or { });
      with_ = {
        # This package together with others, which its closure then has.
        __functor = self: more: self.changed more { };
        changed =
          more: changes:
          attributeOf attributeName (
            data
            // {
              debs = data.debs ++ builtins.concatMap (other: other.debianRoots) more;
              show = data.show or (map exactly data.debs);
              links = builtins.foldl' (links: other: links // other.debianLinks or { }) (data.links or { }) more;
            }
            // changes
          );
      };
      exactly = name: builtins.replaceStrings [ "+" "." ] [ "[+]" "[.]" ] (roots.${name} or name);
      override =
        changes:
        if data ? overrides then
          attributeOf attributeName (
            data // data.overrides (if builtins.isFunction changes then changes { } else changes)
          )
        else
          throw "pkgs.${attributeName}.override: ${attributeName} is Debian's package ${builtins.head data.debs} as it is; a nixpkgs (--nixpkgs) can override it";
    in
    package.make (
      layout {
        name = "${pname}-${version}";
        # Not for what they hold: for their names, from which the program reads the demand.
        roots = map toString made;
        closure = lines (map (name: unpacked.${name}) closure);
        passAsFile = [ "closure" ];
        own = if present then toString (map (name: unpacked.${name}) shown) else "";
        binFrom = toString (data.binFrom or [ ]);
        links = lines (map (to: "${to} ${links.${to}}") (builtins.attrNames links));
        script = data.script or "";
      }
      // {
        inherit pname version;
        meta = {
          mainProgram = data.mainProgram or pname;
          description = "${pname}, from Debian's ${builtins.concatStringsSep ", " data.debs}";
        };
        passthru = {
          inherit override;
          overridable = data ? overrides;
          debianPackages = closure;
          debianRoots = data.debs;
          debianLinks = data.links or { };
          inherit (first) debianVersion;
        }
        // (data.passthru or (_: { })) {
          inherit choice version with_;
          deb = rootNamed;
          # Another package of several of Debian's, and one that may not be there: null.
          inherit attribute exactly;
          named = name: everything.${name} or null;
          debianPackagesNamed = named;
          # The groups of an expression that a package of the closure matches; null without one.
          match =
            expression:
            let
              found = matching expression;
            in
            builtins.seq first.version (
              if found == [ ] then null else builtins.match expression (builtins.head found)
            );
        };
      }
    );
in
{
  inherit
    attribute
    everything
    knows
    multiarch
    rootNamed
    ;
}
