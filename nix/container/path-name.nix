# The name of the unit that mounts at a path, as `systemd-escape --path` writes it.
{ lib }:

path:
let
  parts = lib.filter (part: part != "") (lib.splitString "/" (toString path));
  # The lib of 2020 does not have it.
  inherit ((import ../standalone/lib).strings) escapeC;
  escaped = escapeC (lib.strings.stringToCharacters " !\"#$%&'()*+,-;<=>?@[\\]^`{|}~");
  name = lib.concatMapStringsSep "-" escaped parts;
in
if parts == [ ] then
  "-"
else if lib.hasPrefix "." name then
  "\\x2e" + lib.removePrefix "." name
else
  name
