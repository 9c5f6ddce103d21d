#!/usr/bin/env bash
# samples/postgresql.nix: tables survive the container; the server stops in order.
source "$(dirname "$0")/container.sh"
export PGCONNECT_TIMEOUT=10

sql() {
  psql --no-psqlrc -h "$ADDRESS" -U shop -d shop -At -c "$1"
}

eventually 120 sql 'SELECT 1'
expect "the server answers" "PostgreSQL" sql 'SELECT version()'
expect "the user owns its database" "CREATE TABLE" sql 'CREATE TABLE article (name TEXT)'
expect "a row is written" "INSERT 0 1" sql "INSERT INTO article VALUES ('ink of $CONTAINER')"
expect "text is UTF-8" "UTF8" sql 'SHOW server_encoding'
expect "nobody else comes in from outside" "no pg_hba.conf entry" psql -h "$ADDRESS" -U postgres -d postgres -c 'SELECT 1'
expect "root of the container is let in as postgres" "postgres" inside psql -U postgres -At -c 'SELECT current_user'

say "the container is stopped"
docker stop --time 30 "$CONTAINER" > /dev/null
expect "the server was told to end fast" "received fast shutdown request" docker logs --tail 60 "$CONTAINER"
expect "the server wrote its data and ended in order" "database system is shut down" docker logs --tail 60 "$CONTAINER"
expect "so did the container" "0" docker inspect --format '{{.State.ExitCode}}' "$CONTAINER"
docker start "$CONTAINER" > /dev/null
find_address
eventually 120 sql 'SELECT 1'

replace_container
eventually 120 sql 'SELECT 1'
expect "the row is still there" "ink of $CONTAINER" sql 'SELECT name FROM article'
case $(docker logs "$CONTAINER" 2>&1) in
  *"not properly shut down"*) fail "the server had to recover" ;;
esac
