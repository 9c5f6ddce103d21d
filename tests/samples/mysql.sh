#!/usr/bin/env bash
# samples/mysql.nix: tables survive the container; nobody gets in without leave.
source "$(dirname "$0")/container.sh"

sql() {
  inside mariadb --batch --skip-column-names shop -e "$1"
}

eventually 120 sql 'SELECT 1 FROM article'
expect "the first table is there" "a first one" sql 'SELECT name FROM article'
sql "INSERT INTO article (name) VALUES ('ink of $CONTAINER')"
expect "a row is written" "ink of $CONTAINER" sql 'SELECT name FROM article'
expect "a user with few rights reads" "a first one" \
  docker exec -i --user nobody "$CONTAINER" mariadb -N shop -e 'SELECT name FROM article'
expect "and writes nothing" "denied" \
  docker exec -i --user nobody "$CONTAINER" mariadb -N shop -e "INSERT INTO article (name) VALUES ('no')"
expect "a client from outside needs a password" "ERROR" \
  mariadb --skip-ssl --connect-timeout 10 -h "$ADDRESS" -u root -e 'SELECT 1'

replace_container
eventually 120 sql 'SELECT 1 FROM article'
expect "the row is still there" "ink of $CONTAINER" sql 'SELECT name FROM article'
expect "the first script ran once" 1 sql "SELECT COUNT(*) FROM article WHERE name = 'a first one'"
