# Strings. The parts are in strings/.
{ lib }:
{
  inherit (builtins)
    compareVersions
    concatStringsSep
    elem
    elemAt
    filter
    fromJSON
    genList
    head
    isAttrs
    isInt
    isList
    isPath
    isString
    match
    parseDrvName
    readFile
    replaceStrings
    split
    storeDir
    stringLength
    substring
    tail
    toJSON
    typeOf
    unsafeDiscardStringContext
    ;
}
// import ./strings/text.nix { inherit lib; }
// import ./strings/escape.nix { inherit lib; }
// import ./strings/case.nix { inherit lib; }
// import ./strings/convert.nix { inherit lib; }
// import ./strings/paths.nix { inherit lib; }
// import ./strings/distance.nix { inherit lib; }
