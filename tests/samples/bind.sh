#!/usr/bin/env bash
# samples/bind.nix: its own zone for everyone, other names for the container alone.
source "$(dirname "$0")/container.sh"

ask() {
  dig +time=3 +tries=1 "@$ADDRESS" "$@"
}

eventually 60 ask +short SOA example.test
expect "the zone has an address" "192.0.2.80" ask +short www.example.test
expect "over TCP too" "192.0.2.80" ask +tcp +short www.example.test
expect "and a text" "served by nix-docker" ask +short TXT www.example.test
expect "the answer is authoritative" " aa " ask www.example.test
expect "a name that is not in the zone does not exist" "status: NXDOMAIN" ask nothing.example.test
expect "names of others are refused" "status: REFUSED" ask www.elsewhere.example
expect "the zone is copied by nobody" "Transfer failed" ask AXFR example.test
expect "the server is controlled from inside" "server is up" \
  inside sh -c 'rndc -k $(ls -d /etc/named/rndc.key /run/named/rndc.key 2> /dev/null) status'
inside systemctl reload bind || fail "named did not reload"
expect "the zone is served after a reload" "192.0.2.80" ask +short www.example.test
