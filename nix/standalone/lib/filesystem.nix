# Files and folders as they are during evaluation.
{ lib }:
let
  inherit (builtins) attrNames pathExists readDir;

  self = {
    inherit (builtins)
      baseNameOf
      dirOf
      hashFile
      isPath
      readDir
      ;
    readFileType = self.pathType;

    # "regular", "directory", "symlink" or "unknown"; an error when there is nothing.
    pathType =
      builtins.readFileType or (
        path:
        if !pathExists path then
          throw "lib.filesystem.pathType: ${toString path} does not exist"
        else if toString path == "/" then
          "directory"
        else
          (readDir (dirOf path)).${baseNameOf path}
      );
    pathIsDirectory = path: pathExists path && self.pathType path == "directory";
    pathIsRegularFile = path: pathExists path && self.pathType path == "regular";

    listFilesRecursive =
      folder:
      let
        entries = readDir folder;
      in
      builtins.concatMap (
        name:
        if entries.${name} == "directory" then
          self.listFilesRecursive (folder + "/${name}")
        else
          [ (folder + "/${name}") ]
      ) (attrNames entries);

    # The nearest folder above that has a file whose name matches.
    locateDominatingFile =
      pattern: file:
      let
        search =
          folder:
          let
            matches = builtins.filter (match: match != null) (
              map (builtins.match pattern) (attrNames (readDir folder))
            );
          in
          if matches != [ ] then
            {
              path = folder;
              inherit matches;
            }
          else if folder == /. then
            null
          else
            search (dirOf folder);
        isFolder = builtins.elem (baseNameOf file) (
          attrNames (lib.attrsets.filterAttrs (_: type: type == "directory") (readDir (dirOf file)))
        );
      in
      search (if isFolder then file else dirOf file);

    resolveDefaultNix =
      value:
      if lib.strings.hasSuffix "/" (toString value) then
        value + "default.nix"
      else if self.pathIsDirectory value then
        value + "/default.nix"
      else
        value;

    # Each package.nix below a folder, called, under the name of its folder. With `newScope`, each
    # folder is a scope whose packages see each other.
    packagesFromDirectoryRecursive =
      {
        callPackage,
        newScope ? null,
        directory,
        ...
      }:
      let
        entries = readDir directory;
        fileName = directory + "/package.nix";
        entry =
          callPackage: newScope: name:
          let
            path = directory + "/${name}";
          in
          if entries.${name} == "directory" then
            [
              {
                inherit name;
                value = self.packagesFromDirectoryRecursive {
                  inherit callPackage newScope;
                  directory = path;
                };
              }
            ]
          else if entries.${name} == "regular" && lib.strings.hasSuffix ".nix" name then
            [
              {
                name = lib.strings.removeSuffix ".nix" name;
                value = callPackage path { };
              }
            ]
          else
            [ ];
        packagesWith =
          callPackage: newScope:
          builtins.listToAttrs (builtins.concatMap (entry callPackage newScope) (attrNames entries));
      in
      if pathExists fileName then
        callPackage fileName { }
      else
        (
          if newScope == null then
            packagesWith callPackage null
          else
            lib.attrsets.recurseIntoAttrs (
              lib.customisation.makeScope newScope (scope: packagesWith scope.callPackage scope.newScope)
            )
        );
  };
in
self
