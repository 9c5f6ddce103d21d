# Search paths, store paths, and what is in files.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    filter
    isList
    isString
    substring
    ;
  inherit (lib) strings;
in
{
  makeSearchPath =
    directory: packages:
    concatStringsSep ":" (map (package: "${package}/${directory}") (filter (p: p != null) packages));
  makeSearchPathOutput =
    output: directory: packages:
    strings.makeSearchPath directory (map (lib.attrsets.getOutput output) packages);
  makeBinPath = strings.makeSearchPathOutput "bin" "bin";
  makeLibraryPath = packages: strings.makeSearchPath "lib" (map lib.attrsets.getLib packages);
  makeIncludePath = packages: strings.makeSearchPath "include" (map lib.attrsets.getInclude packages);

  isStorePath =
    value:
    strings.isStringLike value
    && (
      let
        text = builtins.unsafeDiscardStringContext (toString value);
      in
      (
        substring 0 1 text == "/"
        && dirOf text == builtins.storeDir
        && builtins.stringLength (baseNameOf text) > 33
      )
      # A content-addressed path as builds see it before its place is known.
      || builtins.match "/[0-9a-z]{52}" text != null
    );
  # One slash where there were several.
  normalizePath =
    path:
    concatStringsSep "" (map (piece: if isList piece then "/" else piece) (builtins.split "/+" path));

  fileContents = file: strings.removeSuffix "\n" (builtins.readFile file);
  # A file with one path per line, comments after `#`.
  readPathsFromFile =
    root: file:
    map (line: root + "/${line}") (
      filter (line: line != "" && !strings.hasPrefix "#" line) (
        map (strings.removeSuffix "\r") (filter isString (builtins.split "\n" (builtins.readFile file)))
      )
    );
}
