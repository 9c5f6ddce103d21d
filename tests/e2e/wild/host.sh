#!/usr/bin/env bash
# tests/e2e/wild/host.nix: what those find who log in, and what services find of them.
source "$(dirname "$0")/../../samples/container.sh"

ssh-keygen -q -t ed25519 -N '' -f "$scratch/key"
inside sh -c 'umask 077; mkdir -p ~alice/.ssh && cat > ~alice/.ssh/authorized_keys && chown -R alice: ~alice/.ssh' < "$scratch/key.pub"
login() {
  ssh -F none -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=no -o UserKnownHostsFile="$scratch/known" \
    -o LogLevel=ERROR -i "$scratch/key" "$@"
}
alice() {
  login "alice@$ADDRESS" "$@"
}

eventually 60 alice true
expect "a command by ssh has the configuration's variables" "foo bar" alice 'echo "$FOO"'
expect "and the programs for root on its PATH" "/run/wrappers/bin:/usr/local/sbin" alice 'echo "$PATH"'
expect "a login by ssh begins with the message" "Welcome to the shop!" login -tt "alice@$ADDRESS" < <(echo exit)
expect "a command by ssh does not" "[]" alice 'echo "[]"'
[ "$(alice true)" = "" ] || fail "a command shows the message"
expect "limits hold for who logs in" 777 alice 'ulimit -n'
expect "a shell of docker exec begins with the message" "Welcome to the shop!" script -qec "docker exec -it $CONTAINER bash -c 'exec bash -i <<< exit'" /dev/null
expect "docker exec has the variables" "foo bar" inside sh -c 'echo "$FOO"'

expect "sudo lets in whom the rules name" "uid=0(root)" alice sudo -n id
expect "as other users too" "(shop)" alice sudo -n -u shop id
expect "with the password of nobody" "a password is required" inside runuser -u shop -- sudo -n id
expect "and to what they name" "(alice)" inside runuser -u shop -- sudo -n -u alice /usr/bin/id
expect_failure "and to nothing else" inside runuser -u shop -- sudo -n -u alice /usr/bin/env
expect "doas too" "(shop)" alice doas -n -u shop id
expect_failure "and not as others" alice doas -n id
expect "root becomes others" alice inside su alice -c 'id -un'
expect "su knows the variables" "foo bar" inside su - alice -c 'echo "$FOO"'
expect_failure "who is not of the group wheel does not" alice 'su -c true < /dev/null'
expect "a wrapper runs as its owner" "euid=" alice as-shop
expect_failure "but not for others" inside runuser -u nobody -- /run/wrappers/bin/as-shop
expect "a wrapper has its capability" bound inside runuser -u nobody -- /run/wrappers/bin/binder -c 'import socket; socket.socket().bind(("127.0.0.1", 99)); print("bound")'
expect "a shell that only a user has finds its libraries" "Screen version" inside sh -c '$(getent passwd guest | cut -d: -f7) -v'
expect "servers that everybody knows" "backup.example.org" inside ssh-keygen -F backup.example.org -f /etc/ssh/ssh_known_hosts

expect "a name of networking.hosts" 192.0.2.9 inside getent hosts db.internal
expect "a line of networking.extraHosts" 192.0.2.10 inside getent hosts mail.internal
expect "Docker's own names are there still" localhost inside getent hosts 127.0.0.1

expect "who waits for the server finds its role" "the client is shop" docker logs "$CONTAINER"
expect "what is added to the server's start has \$PSQL" "added by postgres" docker logs "$CONTAINER"
sql() {
  inside runuser -u shop -- psql -tAc "$1"
}
expect "who may do all with a database makes a table there" "CREATE TABLE" inside runuser -u older -- psql -c 'create table t ()' shop
expect "extraConfig counts" 7MB sql 'show work_mem'
expect "what was to be restored is, once" 2 sql 'select timeline_id from pg_control_checkpoint()'
inside runuser -u postgres -- psql -qc 'create extension hll' shop
expect "an extension by nixpkgs' name" 1 sql "select hll_cardinality(hll_add(hll_empty(), hll_hash_integer(5)))"
active postgresql.target postgresql-setup.service

expect "the name server answers" 192.0.2.1 dig +short +time=5 @"$ADDRESS" www.internal.test
looked_up() {
  docker logs "$CONTAINER" 2>&1 | grep -q 'cron.*a job of root'
}
say "what a job of cron prints is in the log"
eventually 70 looked_up
