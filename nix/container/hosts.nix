# The script that adds `networking.hosts` and its like to the container's own /etc/hosts, as bash.
#
# Docker makes that file for each container, and mounts it: an image can't have one. Whether it is made anew at
# a restart is the runtime's business, so the lines are added only where they are not there yet.
#
#   hosts  address → names
#   text   further lines
#   files  files with further lines
{ lib }:
{
  hosts,
  text,
  files ? [ ],
}:
let
  given = lib.filterAttrs (_: names: names != [ ]) hosts;
  lines = lib.mapAttrsToList (address: names: "${address} ${lib.concatStringsSep " " names}") given;
  added = file: "added+=$'\\n'$(<${lib.escapeShellArg "${file}"})\n";
  further = lib.optional (text != "") (lib.removeSuffix "\n" text);
in
lib.optionalString (lines ++ further ++ files != [ ]) ''
  added=${
    lib.escapeShellArg (lib.concatStringsSep "\n" ([ "# networking.hosts" ] ++ lines ++ further))
  }
  ${lib.concatMapStrings added files}there=
  if [ -e /etc/hosts ]; then
    there=$(</etc/hosts)
  fi
  if [[ $there$'\n' != *"$added"$'\n'* ]] && ! printf '\n%s\n' "$added" >> /etc/hosts; then
    echo "networking.hosts: can't write to /etc/hosts; use docker run --add-host NAME:ADDRESS" >&2
    exit 1
  fi
''
