#!/usr/bin/env bash
# samples/fancy.nix: four services in one container, each asked by its client.
source "$(dirname "$0")/container.sh"
source "$(dirname "$0")/ssh.sh"

eventually 120 curl -sSf --max-time 10 "http://$ADDRESS/"
expect "Apache serves its page" "<h1>" curl -sS "http://$ADDRESS/"
admit_key
eventually 60 login true
expect "over ssh, Redis answers" "PONG" login redis-cli ping
expect "over ssh, Redis keeps a value" "OK" login redis-cli set greeting hello
expect "and gives it back" "hello" login redis-cli get greeting
eventually 120 inside mariadb fancy -e 'SELECT 1'
expect "MariaDB has the database" "fancy" inside mariadb -N -e 'SHOW DATABASES'
active httpd.service redis.service mysql.service sshd.service
expect_failure "Redis is not reached from outside" redis-cli -h "$ADDRESS" ping
expect_failure "nor is MariaDB" mariadb --skip-ssl --connect-timeout 5 -h "$ADDRESS" -u root -e 'SELECT 1'

inside mariadb fancy -e "CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('from $CONTAINER')"
replace_container
eventually 120 inside mariadb fancy -e 'SELECT 1'
expect "the table is still there" "from $CONTAINER" inside mariadb -N fancy -e 'SELECT text FROM note'
