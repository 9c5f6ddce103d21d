#!/usr/bin/env bash
# tests/e2e/units/postgresql.nix and postgresql-older.nix: the rows, the units, a reload, and both orderly ends.
source "$(dirname "$0")/../../samples/container.sh"
export PGCONNECT_TIMEOUT=10

sql() {
  psql --no-psqlrc -h "$ADDRESS" -U shop -d shop -At -c "$1"
}

main_process() {
  inside systemctl show -p MainPID --value postgresql
}

eventually 120 sql 'SELECT 1'
expect "what was written is there" "ink of $CONTAINER" sql 'SELECT name FROM article'
expect "the server was killed, and has recovered" "database system was not properly shut down" docker logs "$CONTAINER"
main=$(main_process)
expect "the main process is the server itself" "$main" inside head -n 1 "$(inside sh -c 'echo /var/lib/postgresql/*/postmaster.pid')"
expect "it is no root's" postgres inside stat -c %U "/proc/$main"
expect "the runtime directory is the user's" "755 postgres" inside stat -c '%a %U' /run/postgresql

if [ "$(inside systemctl show -p LoadState --value postgresql.target)" = loaded ]; then
  active postgresql.target postgresql-setup.service
  count() {
    docker logs "$CONTAINER" 2>&1 | grep -c "$1" || true
  }
  say "who comes after the target has found all done at each start"
  [ "$(count 'the client found its database')" = "$(count 'multi-user.target is reached')" ] || fail "it came too early"
  expect "the data is its user's group's" "750 postgres" inside stat -c '%a %U' /var/lib/postgresql
fi

inside systemctl reload postgresql || fail "postgresql did not reload"
reloaded() {
  docker logs "$CONTAINER" 2>&1 | grep -q 'received SIGHUP, reloading configuration files'
}
eventually 30 reloaded
expect "it was a reload" "$main" main_process
expect "the server answers after a reload" "ink of $CONTAINER" sql 'SELECT name FROM article'

say "a restart does not wait for who is connected"
psql --no-psqlrc -h "$ADDRESS" -U shop -d shop -c 'SELECT pg_sleep(1000)' > /dev/null 2>&1 &
connected() {
  [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")" = 1 ]
}
eventually 30 connected
stops() {
  docker logs "$CONTAINER" 2>&1 | grep -c 'database system is shut down' || true
}
before=$(stops)
inside systemctl restart postgresql || fail "postgresql did not restart"
expect "it was a fast shutdown" "received fast shutdown request" docker logs "$CONTAINER"
[ "$(stops)" -gt "$before" ] || fail "the server was not shut down in order"
eventually 60 sql 'SELECT 1'
