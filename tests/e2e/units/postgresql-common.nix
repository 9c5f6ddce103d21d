# What both of PostgreSQL's units have in common: the system around them, the server's settings, and what its
# first start makes. The database is that of samples/postgresql.nix, for the same client.
{ lib, pkgs }:

let
  package = pkgs.postgresql;

  authentication = pkgs.writeText "pg_hba.conf" ''
    local all postgres peer map=postgres
    local all all peer
    host shop shop samenet trust
  '';

  identities = pkgs.writeText "pg_ident.conf" ''
    postgres root postgres
    postgres postgres postgres
  '';
in
rec {
  inherit package;
  data = "/var/lib/postgresql/${package.psqlSchema}";

  config = pkgs.writeTextDir "postgresql.conf" ''
    hba_file = '${authentication}'
    ident_file = '${identities}'
    listen_addresses = '*'
    unix_socket_directories = '/run/postgresql'
    log_destination = 'stderr'
    log_connections = on
  '';

  setup = ''
    if test -e "${data}/.first_startup"; then
      psql -U postgres -d postgres -v ON_ERROR_STOP=1 <<'END'
        CREATE ROLE shop LOGIN;
        CREATE DATABASE shop OWNER shop;
    END
      rm -f "${data}/.first_startup"
    fi
  '';

  users.users.postgres = {
    isSystemUser = true;
    group = "postgres";
    home = "/var/lib/postgresql";
    useDefaultShell = true;
  };
  users.groups.postgres = { };

  environment.systemPackages = [ package ];
  docker.volumes = [ "/var/lib/postgresql" ];

  path = [
    package
    # Debian's initdb asks `locale`.
    pkgs.getent
  ];

  service = {
    Type = "notify";
    ExecStart = "${package}/bin/postgres";
    ExecReload = "${pkgs.coreutils}/bin/kill -HUP $MAINPID";
    User = "postgres";
    Group = "postgres";
    RuntimeDirectory = "postgresql";
    # Fast shutdown, which only the main process is told to do.
    KillSignal = "SIGINT";
    KillMode = "mixed";
    TimeoutSec = 120;
  };

  environmentVariables = {
    PGDATA = data;
    LANG = "C.UTF-8";
  };
}
