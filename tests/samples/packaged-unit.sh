#!/usr/bin/env bash
# samples/packaged-unit.nix: Debian's own unit file runs, with the configuration's drop-in.
source "$(dirname "$0")/container.sh"

client() {
  redis-cli -h "$ADDRESS" "$@"
}

eventually 60 client ping
expect "SET is accepted" OK client set greeting hello
expect "the server is no root's" redis inside stat -c %U /var/lib/redis
expect "the unit is the package's" "Advanced key-value store" inside systemctl show -p Description --value redis-server
expect "what the unit file says holds" always inside systemctl show -p Restart --value redis-server
