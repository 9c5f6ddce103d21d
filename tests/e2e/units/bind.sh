#!/usr/bin/env bash
# tests/e2e/units/bind.nix: the guessed main process, the directories, and rndc.
source "$(dirname "$0")/../../samples/container.sh"

ask() {
  dig +time=3 +tries=1 "@$ADDRESS" "$@"
}

eventually 60 ask +short SOA example.test
expect "the zone has an address" "192.0.2.80" ask +short www.example.test

main=$(inside systemctl show -p MainPID --value bind)
expect "the main process was guessed" "$(inside cat /run/named/named.pid)" echo "$main"
expect "it is no root's" named inside stat -c %U "/proc/$main"
expect "it may bind its port and nothing else" 0000000000000400 inside grep '^CapEff:' "/proc/$main/status"
expect "the key is the server's own" "600 named" inside stat -c '%a %U' /etc/named/rndc.key
key=$(inside cat /etc/named/rndc.key)

inside systemctl reload bind || fail "named did not reload"
expect "rndc reloaded it" "reloading configuration succeeded" docker logs "$CONTAINER"
expect "the zone is served after a reload" "192.0.2.80" ask +short www.example.test
expect "the main process is the same" "$main" inside systemctl show -p MainPID --value bind

inside touch /run/named/stays
inside systemctl restart bind || fail "named did not restart"
expect "rndc stopped it" "exiting" docker logs "$CONTAINER"
inside test -e /run/named/stays || fail "the runtime directory was not preserved"
expect "the key is the same after a restart" "$key" inside cat /etc/named/rndc.key
eventually 60 ask +short SOA example.test
