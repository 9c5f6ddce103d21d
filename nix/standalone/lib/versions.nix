# Parts of version numbers.
{ lib }:
let
  inherit (builtins) concatStringsSep elemAt splitVersion;
  self = {
    inherit (builtins) compareVersions splitVersion;
    major = version: elemAt (splitVersion version) 0;
    minor = version: elemAt (splitVersion version) 1;
    patch = version: elemAt (splitVersion version) 2;
    majorMinor = version: concatStringsSep "." (lib.lists.take 2 (splitVersion version));
    # A version of exactly `count` parts; missing ones are 0. A suffix behind `-` stays.
    pad =
      count: version:
      let
        found = builtins.match "([0-9.]*)(.*)" version;
        parts = splitVersion (elemAt found 0);
        present = builtins.length parts;
      in
      concatStringsSep "." (
        lib.lists.take count (parts ++ lib.lists.replicate (lib.trivial.max 0 (count - present)) "0")
      )
      + elemAt found 1;
  };
in
self
