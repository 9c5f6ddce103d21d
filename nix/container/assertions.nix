# The messages of all failed assertions as one error, in place of a value that they are about.
{ lib }:

assertions: value:
let
  failed = lib.filter (assertion: !assertion.assertion) assertions;
in
if failed == [ ] then
  value
else
  throw "\nFailed assertions:\n${
    lib.concatMapStringsSep "\n" (
      assertion: "- ${lib.replaceStrings [ "\n" ] [ "\n  " ] assertion.message}"
    ) failed
  }"
