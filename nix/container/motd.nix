# Lines for an interactive shell: what a login shows first. sshd shows it itself; with `docker exec` nobody logs in, so
# the first shell does.
#
#   text  null, or what it is
#   file  null, or what has it
{
  lib,
  text,
  file,
}:
let
  shown =
    if text != null then
      lib.escapeShellArg text
    else if file != null then
      ''"$(<${lib.escapeShellArg "${file}"})"''
    else
      null;
in
lib.optionalString (shown != null) ''
  if [ "''${SHLVL-}" = 1 ] && [ -z "''${SSH_CONNECTION-}" ]; then printf '%s\n' ${shown}; fi
''
