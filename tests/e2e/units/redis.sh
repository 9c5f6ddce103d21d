#!/usr/bin/env bash
# tests/e2e/units/redis.nix: directories, limits, rights, and a log that comes through /dev/log.
source "$(dirname "$0")/../../samples/container.sh"

client() {
  redis-cli -h "$ADDRESS" "$@"
}

eventually 60 client ping
expect "what was set before is got" "hello from $CONTAINER" client get greeting
expect "it tells that it is ready to accept connections" "Ready to accept connections" \
  inside systemctl status redis
expect "its log came through /dev/log" "redis[$(inside systemctl show -p MainPID --value redis)]: Server initialized" \
  docker logs "$CONTAINER"
expect "the runtime directory is the user's" "750 redis" inside stat -c '%a %U' /run/redis
expect "the state directory is the user's alone" "700 redis" inside stat -c '%a %U' /var/lib/redis
expect "root prepared its settings for it" "600 redis" inside stat -c '%a %U' /var/lib/redis/redis.conf

status=/proc/$(inside systemctl show -p MainPID --value redis)
expect "it may open as many files" "10032" inside grep '^Max open files' "$status/limits"
expect "it has no capability to gain" "0000000000000000" inside grep '^CapBnd' "$status/status"
expect "nor will it" "1" inside grep '^NoNewPrivs' "$status/status"
