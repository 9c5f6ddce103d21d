# Packages of the Debian archive, out of the index that apt gave.
#
# The index (src/apt.rs makes it) has `roots` (what was asked for → a package), `packages` (the
# closure, with `url`, `sha256`, `depends`) and `names` (a file with every name that apt knows).
# A root that it lacks is a stub: the evaluation goes on, the program sees from the stub's name
# what is missing, asks apt, and evaluates again.
{ system, index }:
let
  rules = import ./rules.nix;
  package = import ./package.nix;

  roots = index.roots or { };
  packages = index.packages or { };

  cpu = builtins.head (builtins.split "-" system);
  multiarch = "${if cpu == "i686" then "i386" else cpu}-linux-gnu";

  # A version as upstream gives it: without epoch, revision and repackaging marks.
  upstream =
    version:
    let
      unrevised = builtins.match "(.*)-[^-]*" (withoutEpoch version);
      base = if unrevised == null then withoutEpoch version else builtins.head unrevised;
      marked = builtins.match "(.*[0-9a-z])[+.~](dfsg|ds|really|repack|git|deb)[^+]*.*" base;
    in
    storeName (if marked == null then base else builtins.head marked);

  # Names in the store have no colon, tilde or percent sign.
  storeName = builtins.replaceStrings [ ":" "~" "%" ] [ "-" "-" "-" ];

  withoutEpoch = version: builtins.elemAt (builtins.match "([0-9]+:)?(.*)" version) 1;

  fetch =
    name:
    let
      deb = packages.${name};
    in
    derivation {
      name = storeName "${name}_${withoutEpoch deb.version}_${deb.architecture}.deb";
      system = "builtin";
      builder = "builtin:fetchurl";
      inherit (deb) url;
      outputHashMode = "flat";
      outputHashAlgo = "sha256";
      outputHash = deb.sha256;
      executable = false;
      unpack = false;
      preferLocalBuild = true;
      impureEnvVars = [
        "http_proxy"
        "https_proxy"
        "no_proxy"
      ];
    };

  unpack =
    name:
    derivation {
      name = storeName "${name}-${withoutEpoch packages.${name}.version}";
      inherit system;
      builder = "/bin/sh";
      args = [
        "-e"
        ./unpack.sh
      ];
      deb = fetch name;
      preferLocalBuild = true;
      # As maintainer scripts do not run, an unpacked .deb stands alone: what it depends on is
      # written in the roots that need it. So packages may depend on each other in circles.
    };

  unpacked = builtins.mapAttrs (name: _: unpack name) packages;

  depends = builtins.mapAttrs (
    name: deb:
    let
      dropped = rules.notNeededBy.${name} or { };
    in
    builtins.filter (other: !(rules.maintainerOnly ? ${other}) && !(dropped ? ${other})) deb.depends
  ) packages;

  closureOf =
    names:
    builtins.sort builtins.lessThan (
      map (item: item.key) (
        builtins.genericClosure {
          startSet = map (key: { inherit key; }) names;
          operator = item: map (key: { inherit key; }) depends.${item.key};
        }
      )
    );

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
      links = "";
      script = "";
      bin_only = "";
      roots = "";
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
          isDebianRoot = true;
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

  # The first package of the closure of `names` that the expression matches, as its match; null
  # when none does.
  matching =
    expression: names:
    let
      closure = builtins.concatLists (map (name: (rootNamed name).debianPackages) names);
      found = builtins.filter (match: match.groups != null) (
        map (name: {
          inherit name;
          groups = builtins.match expression name;
        }) closure
      );
    in
    if found == [ ] then null else builtins.head found;

  # A package under its nixpkgs name, made of one or several of Debian's; see attributes.nix.
  attribute =
    attributeName: entry:
    let
      data =
        if builtins.isString entry then
          { debs = [ entry ]; }
        else if builtins.isList entry then
          { debs = entry; }
        else
          entry;
      made = map rootNamed data.debs;
      present = builtins.all (name: roots ? ${name}) data.debs;
      shown = map (name: unpacked.${roots.${name}}) (data.show or data.debs);
      first = builtins.head made;
      versioned = matching data.versionFrom data.debs;
      version =
        if !(data ? versionFrom) then
          first.version
        else if versioned == null then
          builtins.seq first.debianVersion "0"
        else
          upstream packages.${versioned.name}.version;
      pname = data.pname or attributeName;
      links = builtins.mapAttrs (_: source: builtins.replaceStrings [ "@multiarch@" ] [ multiarch ] source) (
        data.links or { }
      );
    in
    package.make (
      layout {
        name = "${pname}-${version}";
        roots = map toString made;
        own = if present then map toString shown else "";
        links = lines (map (to: "${to} ${links.${to}}") (builtins.attrNames links));
        script = data.script or "";
        bin_only = if data ? binOnly then "1" else "";
      }
      // {
        inherit pname version;
        meta = {
          mainProgram = data.mainProgram or pname;
          description = data.description or "${pname}, from Debian's ${builtins.concatStringsSep ", " data.debs}";
        };
        passthru = {
          debianPackages = builtins.concatLists (map (root: root.debianPackages) made);
          debianRoots = data.debs;
          inherit (first) debianVersion;
        }
        // (data.passthru or (_: { })) {
          inherit version;
          match =
            expression:
            let
              found = matching expression data.debs;
            in
            if found == null then null else found.groups;
        };
      }
    );
in
{
  inherit
    attribute
    everything
    multiarch
    rootNamed
    ;
}
