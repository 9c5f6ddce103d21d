# What is said of a Linux kernel's configuration. A container has none of its own; the words are taken.
{ lib }:
let
  tristate = tristate: {
    inherit tristate;
    optional = false;
  };
in
{
  yes = tristate "y";
  no = tristate "n";
  module = tristate "m";
  unset = tristate null;
  option = value: value // { optional = true; };
  freeform = freeform: {
    inherit freeform;
    optional = false;
  };
  # Conditions on the version of the kernel.
  whenHelpers =
    version:
    let
      at = lib.strings.versionAtLeast version;
      older = lib.strings.versionOlder version;
      when = lib.modules.mkIf;
    in
    {
      whenAtLeast = least: when (at least);
      whenOlder = other: when (older other);
      whenBetween = least: other: when (at least && older other);
    };
}
