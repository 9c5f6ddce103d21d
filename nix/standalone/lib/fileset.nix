# Sets of files, to choose which of a folder's files become a source.
#
# A set is a root folder and a tree: "all" (everything below), null (nothing), or an attribute set
# from entry names to trees. Trees are relative to the file system's root, so that sets with
# different roots can be joined.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    isPath
    mapAttrs
    pathExists
    readDir
    ;
  inherit (lib.filesystem) pathType;

  make = tree: {
    _type = "fileset";
    inherit tree;
    __noEval = throw "a file set is not a source; use lib.fileset.toSource";
  };
  isFileset = value: isPath value || (isAttrs value && value._type or "" == "fileset");

  partsOf =
    path:
    builtins.filter (part: builtins.isString part && part != "") (builtins.split "/" (toString path));
  folderOf = parts: /. + concatStringsSep "/" parts;

  # The tree of one path, seen from the root of the file system.
  nest = parts: tree: if parts == [ ] then tree else lib.attrsets.setAttrByPath parts tree;
  ofPath =
    caller: path:
    if !pathExists path then
      throw "lib.fileset.${caller}: ${toString path} does not exist. If it may be missing, use lib.fileset.maybeMissing."
    else
      nest (partsOf path) "all";
  treeOf =
    caller: value:
    if isPath value then
      ofPath caller value
    else if isFileset value then
      value.tree
    else if value._isLibCleanSourceWith or false then
      throw "lib.fileset.${caller}: a source of lib.sources is not a file set; use lib.fileset.fromSource."
    else if lib.strings.isStringLike value then
      throw "lib.fileset.${caller}: \"${toString value}\" is a string. Write it as a path, without quotes."
    else
      throw "lib.fileset.${caller}: expected a path or a file set, but got ${builtins.typeOf value}.";

  # "all" as its entries, when only a part of them is wanted.
  entriesOf =
    parts: tree: if tree == "all" then mapAttrs (_: _: "all") (readDir (folderOf parts)) else tree;
  isFile = parts: parts != [ ] && pathType (folderOf parts) != "directory";

  join =
    left: right:
    if left == "all" || right == "all" then
      "all"
    else if left == null then
      right
    else if right == null then
      left
    else
      left // mapAttrs (name: tree: join (left.${name} or null) tree) right;
  common =
    left: right:
    if left == null || right == null then
      null
    else if left == "all" then
      right
    else if right == "all" then
      left
    else
      mapAttrs (name: tree: common tree right.${name}) (builtins.intersectAttrs right left);
  without =
    parts: left: right:
    if left == null || right == "all" then
      null
    else if right == null then
      left
    else
      mapAttrs (name: tree: without (parts ++ [ name ]) tree (right.${name} or null)) (
        entriesOf parts left
      );

  # Every file of a tree: [ parts ].
  filesOf =
    parts: tree:
    if tree == null then
      [ ]
    else if tree == "all" && isFile parts then
      [ parts ]
    else
      let
        entries = entriesOf parts tree;
      in
      builtins.concatMap (name: filesOf (parts ++ [ name ]) entries.${name}) (attrNames entries);

  self = {
    inherit isFileset;
    empty = make null;
    union =
      left: right:
      self.unions [
        left
        right
      ];
    unions = sets: make (builtins.foldl' (tree: set: join tree (treeOf "unions" set)) null sets);
    intersection =
      left: right: make (common (treeOf "intersection" left) (treeOf "intersection" right));
    difference = left: right: make (without [ ] (treeOf "difference" left) (treeOf "difference" right));
    maybeMissing = path: if pathExists path then make (ofPath "maybeMissing" path) else self.empty;
    toList = set: map folderOf (filesOf [ ] (treeOf "toList" set));

    # Keep what a predicate on { name; type; hasExt; } says.
    fileFilter =
      keep: path:
      let
        root = partsOf path;
        walk =
          parts:
          mapAttrs (
            name: type:
            if type == "directory" then
              walk (parts ++ [ name ])
            else if
              keep {
                inherit name type;
                hasExt = extension: lib.strings.hasSuffix ".${extension}" name;
              }
            then
              "all"
            else
              null
          ) (readDir (folderOf parts));
        name = baseNameOf path;
      in
      if !isPath path then
        throw "lib.fileset.fileFilter: the second argument must be a path. To filter a file set, intersect it with the filter of its folder."
      else if isFile root then
        make (
          if
            keep {
              inherit name;
              type = pathType path;
              hasExt = extension: lib.strings.hasSuffix ".${extension}" name;
            }
          then
            nest root "all"
          else
            null
        )
      else
        make (nest root (walk root));

    # What a filtered source of lib.sources would copy.
    fromSource =
      source:
      let
        clean = source._isLibCleanSourceWith or false;
        origin = if clean then source.origSrc else source;
        filter = if clean then source.filter else _: _: true;
        walk =
          parts: path:
          mapAttrs (
            name: type:
            if !filter (toString (path + "/${name}")) type then
              null
            else if type == "directory" then
              walk (parts ++ [ name ]) (path + "/${name}")
            else
              "all"
          ) (readDir path);
      in
      make (nest (partsOf origin) (walk (partsOf origin) origin));

    # The files in the store, with `root` as the top folder.
    toSource =
      { root, fileset }:
      let
        top = partsOf root;
        tree = treeOf "toSource" fileset;
        inside = lib.attrsets.attrByPath top null (if isAttrs tree then tree else { });
        # "all" may stand above the root.
        wanted =
          let
            at =
              parts: tree:
              if tree == "all" || tree == null || parts == [ ] then
                tree
              else
                at (builtins.tail parts) (tree.${builtins.head parts} or null);
          in
          at top tree;
        outside = builtins.filter (parts: !lib.lists.hasPrefix top parts) (
          if inside == null && wanted == "all" then [ ] else filesOutside [ ] tree
        );
        # Only branches that leave the root need a look.
        filesOutside =
          parts: tree:
          if lib.lists.hasPrefix top parts || tree == null then
            [ ]
          else if tree == "all" then
            filesOf parts tree
          else
            builtins.concatMap (name: filesOutside (parts ++ [ name ]) tree.${name}) (attrNames tree);
        rootText = if top == [ ] then "" else "/" + concatStringsSep "/" top;
        # A folder is copied when something in it is.
        holds = tree: tree == "all" || (isAttrs tree && builtins.any holds (builtins.attrValues tree));
        at =
          tree: parts:
          if parts == [ ] || tree == "all" || tree == null then
            tree
          else
            at (tree.${builtins.head parts} or null) (builtins.tail parts);
      in
      if !isPath root then
        throw "lib.fileset.toSource: `root' must be a path, but it is ${builtins.typeOf root}. Write it without quotes."
      else if !pathExists root || pathType root != "directory" then
        throw "lib.fileset.toSource: `root' ${toString root} is not a folder."
      else if outside != [ ] then
        throw "lib.fileset.toSource: ${toString (folderOf (builtins.head outside))} is in the file set, but not below `root' ${toString root}."
      else
        lib.sources.cleanSourceWith {
          name = "source";
          src = root;
          filter =
            path: type:
            let
              found = at wanted (partsOf (lib.strings.removePrefix rootText (toString path)));
            in
            if type == "directory" then
              holds found && (found != "all" || filesOf (partsOf path) "all" != [ ])
            else
              found == "all";
        };

    trace =
      set: value: builtins.trace (lib.generators.toPretty { } (map toString (self.toList set))) value;
    traceVal = set: self.trace set set;
    gitTracked = self.gitTrackedWith { };
    # Needs a git that Nix may call: the folder is fetched to see what is in it.
    gitTrackedWith =
      {
        recurseSubmodules ? false,
      }:
      path:
      let
        fetched = builtins.fetchGit {
          url = path;
          submodules = recurseSubmodules;
        };
        walk =
          folder:
          mapAttrs (name: type: if type == "directory" then walk (folder + "/${name}") else "all") (
            readDir folder
          );
      in
      make (nest (partsOf path) (walk fetched.outPath));
  };
in
self
