#!/usr/bin/env bash
# tests/e2e/units/mariadb.nix and mariadb-older.nix: tables, directories, and the server's own words.
source "$(dirname "$0")/../../samples/container.sh"

sql() {
  inside mariadb --batch --skip-column-names shop -e "$1"
}

eventually 120 sql 'SELECT 1 FROM article'
expect "what was written is there" "ink of $CONTAINER" sql 'SELECT name FROM article'
expect "the server was killed, and has recovered" "recovery done" docker logs "$CONTAINER"
expect "the data is the user's alone" "700 mysql" inside stat -c '%a %U' /var/lib/mysql
expect "the runtime directory is everybody's to read" "755 mysql" inside stat -c '%a %U' /run/mysqld

main=$(inside systemctl show -p MainPID --value mysql)
expect "the main process is the server itself" mysqld inside cat "/proc/$main/comm"
expect "it is no root's" mysql inside stat -c %U "/proc/$main"
say "variables that are not set are no words of its command line"
words=$(inside sh -c "tr '\\0' '|' < /proc/$main/cmdline")
case $words in
  */bin/mysqld'|--defaults-file=/etc/my.cnf|--user=mysql|--datadir=/var/lib/mysql|--basedir=/usr|') ;;
  *) fail "they are $words" ;;
esac
expect "it says how it is" "Taking your SQL requests now" inside systemctl status mysql

expect "it has no reload" 'Job type reload is not applicable' inside systemctl reload mysql
inside systemctl restart mysql || fail "mysql did not restart"
expect "it was stopped in order" "Shutdown complete" docker logs "$CONTAINER"
expect "what was written is still there" "ink of $CONTAINER" sql 'SELECT name FROM article'
