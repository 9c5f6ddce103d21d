# `services.postgresql.recoveryConfig`, which was a file of its own before version 12: its lines are the server's since
# then, and what it is to do is said once by a file in the data directory, which the server removes afterwards.
{ lib, cfg }:

let
  given = if cfg.recoveryConfig == null then "" else cfg.recoveryConfig;

  isMode = line: builtins.match "[[:space:]]*standby_mode[[:space:]=].*" line != null;
  all = lib.splitString "\n" given;

  isStandby = lib.any (
    line:
    builtins.match "[[:space:]]*standby_mode[[:space:]]*=?[[:space:]]*'?(on|true|yes|1)'?.*" line
    != null
  ) all;
in
{
  lines = lib.concatMapStrings (line: "${line}\n") (
    lib.filter (line: line != "" && !isMode line) all
  );

  script = lib.optionalString (given != "") ''
    if [ ! -e "$PGDATA/.recovery_was_asked_for" ]; then
      touch "$PGDATA/${
        if isStandby then "standby" else "recovery"
      }.signal" "$PGDATA/.recovery_was_asked_for"
    fi
  '';
}
