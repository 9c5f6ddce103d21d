# Local folders as sources: filtered copies in the store.
{ lib }:
let
  inherit (builtins)
    any
    concatStringsSep
    filter
    isString
    match
    pathExists
    readFile
    ;
  inherit (lib.strings) hasInfix hasPrefix hasSuffix;

  # A source may be a path or the result of cleanSourceWith, which keeps where it came from.
  plain =
    source:
    if source._isLibCleanSourceWith or false then
      source
    else
      {
        origSrc = source;
        filter = _: _: true;
        name = null;
      };

  self = {
    pathType = lib.filesystem.pathType;

    # Names that no build wants: version control, editors, results.
    cleanSourceFilter =
      path: type:
      let
        name = baseNameOf (toString path);
      in
      !(
        (
          type == "directory"
          && builtins.elem name [
            ".git"
            ".svn"
            "CVS"
            ".hg"
            ".jj"
            ".pijul"
            "_darcs"
          ]
        )
        || hasSuffix "~" name
        || match "\\.sw[a-z]" name != null
        || match "\\..*\\.sw[a-z]" name != null
        || hasSuffix ".o" name
        || hasSuffix ".so" name
        || (type == "symlink" && hasPrefix "result" name)
        || type == "unknown"
      );
    cleanSource =
      src:
      self.cleanSourceWith {
        inherit src;
        filter = self.cleanSourceFilter;
      };

    cleanSourceWith =
      {
        filter ? _: _: true,
        src,
        name ? null,
      }:
      let
        source = plain src;
        both = path: type: filter path type && source.filter path type;
        finalName =
          if name != null then
            name
          else if source.name != null then
            source.name
          else
            "source";
        outPath = builtins.path {
          path = source.origSrc;
          name = finalName;
          filter = both;
        };
      in
      {
        _isLibCleanSourceWith = true;
        inherit (source) origSrc;
        filter = both;
        name = finalName;
        inherit outPath;
        __toString = _: outPath;
      };

    sourceByRegex =
      src: patterns:
      let
        source = plain src;
        root = toString source.origSrc + "/";
      in
      self.cleanSourceWith {
        inherit src;
        filter =
          path: type:
          let
            relative = lib.strings.removePrefix root (toString path);
          in
          any (pattern: match pattern relative != null) patterns;
      };
    # By patterns of paths below: `*` stands for a part of a name, `**` for any folders. Of folders those stay
    # that may hold what is wanted.
    sourceByGlobs =
      src: patterns:
      let
        parts = path: filter (part: isString part && part != "") (builtins.split "/" path);
        regex =
          part:
          concatStringsSep "" (
            map (piece: if isString piece then lib.strings.escapeRegex piece else "[^/]*") (
              builtins.split "\\*+" part
            )
          );
        globs = map (
          pattern: map (part: if part == "**" then null else regex part) (parts pattern)
        ) patterns;
        root = toString (plain src).origSrc + "/";
        # The parts of a pattern against those of a path, both from a position on.
        fits =
          isFolder: glob: names:
          if names == [ ] then
            isFolder || builtins.all (part: part == null) glob
          else if glob == [ ] then
            false
          else if builtins.head glob == null then
            fits isFolder (builtins.tail glob) names || fits isFolder glob (builtins.tail names)
          else
            match (builtins.head glob) (builtins.head names) != null
            && fits isFolder (builtins.tail glob) (builtins.tail names);
      in
      self.cleanSourceWith {
        inherit src;
        filter =
          path: type:
          any (
            glob: fits (type == "directory") glob (parts (lib.strings.removePrefix root (toString path)))
          ) globs;
      };
    sourceFilesBySuffices =
      src: suffixes:
      self.cleanSourceWith {
        inherit src;
        filter =
          path: type: type == "directory" || any (suffix: hasSuffix suffix (baseNameOf path)) suffixes;
      };
    canCleanSource =
      value: value._isLibCleanSourceWith or false || !(self.pathHasContext (toString value));
    pathHasContext =
      path: builtins.hasContext (toString path) || hasPrefix builtins.storeDir (toString path);
    filterSource = filter: path: builtins.filterSource filter path;

    # Says which paths a filter is asked for and what it answers.
    trace =
      src:
      let
        source = plain src;
      in
      self.cleanSourceWith {
        src = source.origSrc;
        inherit (source) name;
        filter =
          path: type:
          let
            answer = source.filter path type;
          in
          builtins.trace "${toString path}: ${lib.trivial.boolToString answer}" answer;
      };

    # What git says about a folder, without calling git.
    pathIsGitRepo = path: (builtins.tryEval (self.commitIdFromGitRepo path)).success;
    commitIdFromGitRepo =
      path:
      let
        resolve =
          git: reference:
          let
            file = "${git}/${reference}";
            packed = "${git}/packed-refs";
            content = lib.strings.fileContents file;
            symbolic = match "ref: (.*)" content;
            packedCommit = lib.lists.findFirst (line: hasSuffix " ${reference}" line) null (
              lib.strings.splitString "\n" (readFile packed)
            );
          in
          if pathExists file then
            (if symbolic == null then content else resolve git (builtins.head symbolic))
          else if pathExists packed && packedCommit != null then
            builtins.head (lib.strings.splitString " " packedCommit)
          else
            throw "${toString path} has no commit for ${reference}";
      in
      if hasInfix ".git" (baseNameOf (toString path)) then
        resolve (toString path) "HEAD"
      else if pathExists (path + "/.git/HEAD") then
        resolve (toString path + "/.git") "HEAD"
      else if pathExists (path + "/HEAD") then
        resolve (toString path) "HEAD"
      else
        throw "${toString path} is not a git repository";

    # Names from revisions and addresses.
    revOrTag =
      rev: tag:
      if tag != null && rev != null then
        throw "give either `rev' or `tag', not both"
      else if tag != null then
        tag
      else if rev != null then
        rev
      else
        "HEAD";
    shortRev = rev: builtins.substring 0 7 (lib.strings.removePrefix "refs/tags/" rev);
    urlToName =
      url:
      let
        file = baseNameOf (
          lib.strings.removeSuffix "/" (lib.lists.last (lib.strings.splitString ":" (toString url)))
        );
        found = match "([^.].*)\\.git" file;
      in
      if found == null then file else builtins.head found;
    repoRevToName =
      kind: url: rev:
      if kind == "source" then "source" else "${self.urlToName url}-${self.shortRev rev}-source";
  };
in
self
