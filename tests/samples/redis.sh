#!/usr/bin/env bash
# samples/redis.nix: what was set is got, also from another container.
source "$(dirname "$0")/container.sh"

client() {
  redis-cli -h "$ADDRESS" "$@"
}

eventually 60 client ping
eventually 60 client -p 6380 ping
expect "SET is accepted" OK client set greeting "hello from $CONTAINER"
expect "GET gives what was set" "hello from $CONTAINER" client get greeting
expect "the second server answers at its own port" PONG client -p 6380 ping
expect "the second server has data of its own" "(integer) 0" redis-cli --no-raw -h "$ADDRESS" -p 6380 exists greeting
expect "the server is no root's" redis inside stat -c %U /var/lib/redis/appendonlydir

replace_container
eventually 60 client ping
expect "GET still gives what was set" "hello from $CONTAINER" client get greeting
