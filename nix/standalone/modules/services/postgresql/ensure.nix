# The SQL that brings about `ensureDatabases` and `ensureUsers`; it can be run
# any number of times.
{ lib, cfg }:

let
  identifier = name: "\"${lib.replaceStrings [ "\"" ] [ "\"\"" ] name}\"";
  literal = text: "'${lib.replaceStrings [ "'" ] [ "''" ] text}'";

  # CREATE DATABASE can't stand in a DO block: psql's \gexec runs what a query gives.
  database = name: ''
    SELECT ${literal "CREATE DATABASE ${identifier name}"}
      WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = ${literal name}) \gexec
  '';

  clause =
    key: value:
    if value == null then
      [ ]
    else if key == "connection_limit" then
      [ "CONNECTION LIMIT ${toString value}" ]
    else if key == "password" then
      [ "PASSWORD ${literal value}" ]
    else
      [ "${lib.optionalString (!value) "NO"}${lib.toUpper key}" ];

  # Until version 15 who might do all with a database could make tables there.
  insideOf =
    user: what: rights:
    let
      of = builtins.match "DATABASE \"?([^\"]*)\"?" what;
    in
    lib.optionalString (of != null && lib.hasPrefix "ALL" rights) ''
      \connect ${identifier (lib.head of)}
      GRANT ALL ON SCHEMA public TO ${identifier user};
      \connect postgres
    '';

  user =
    {
      name,
      ensureDBOwnership,
      ensureClauses,
      ensurePermissions,
    }:
    let
      clauses = lib.concatLists (lib.mapAttrsToList clause ensureClauses);
    in
    ''
      SELECT ${literal "CREATE ROLE ${identifier name} LOGIN"}
        WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal name}) \gexec
    ''
    + lib.optionalString (clauses != [ ]) ''
      ALTER ROLE ${identifier name} ${lib.concatStringsSep " " clauses};
    ''
    + lib.concatStrings (
      lib.mapAttrsToList (
        what: rights: "GRANT ${rights} ON ${what} TO ${identifier name};\n${insideOf name what rights}"
      ) ensurePermissions
    )
    + lib.optionalString ensureDBOwnership ''
      ALTER DATABASE ${identifier name} OWNER TO ${identifier name};
    '';
in
lib.concatMapStrings database cfg.ensureDatabases + lib.concatMapStrings user cfg.ensureUsers
