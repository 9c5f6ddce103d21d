# Names that patterns stand for: `*` is anything.
{ lib }:

patterns:
let
  expression = pattern: lib.concatMapStringsSep ".*" lib.escapeRegex (lib.splitString "*" pattern);
in
name: lib.any (pattern: builtins.match (expression pattern) name != null) patterns
