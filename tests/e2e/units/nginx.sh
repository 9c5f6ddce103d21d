#!/usr/bin/env bash
# tests/e2e/units/nginx.nix: directories, capabilities, and the two commands of a reload.
source "$(dirname "$0")/../../samples/container.sh"

page() {
  curl -sS --fail --max-time 10 "http://$ADDRESS/"
}

main_process() {
  inside systemctl show -p MainPID --value nginx
}

eventually 60 page
expect "the page is served" "<h1>" page
expect "nginx tried its configuration before it started" "test is successful" docker logs "$CONTAINER"
for directory in /run /var/cache /var/log; do
  expect "$directory/nginx is the user's" "750 nginx" inside stat -c '%a %U' "$directory/nginx"
done
expect "what it makes there is closed to others" "640 nginx" inside stat -c "%a %U" /var/log/nginx/access.log

main=$(main_process)
# CAP_NET_BIND_SERVICE is bit 10; nothing else of what was asked for is to be had.
for set in CapEff CapAmb CapBnd; do
  expect "$set is what is there of what was asked for" 0000000000000400 inside grep "^$set:" "/proc/$main/status"
done
expect "the rest is said" "asks for CAP_SYS_RESOURCE, which the container does not have" docker logs "$CONTAINER"

workers() {
  inside sh -c "grep -l '^PPid:.$main\$' /proc/[0-9]*/status"
}
reloaded() {
  [ "$(workers)" != "$before" ]
}
before=$(workers)
inside systemctl reload nginx || fail "nginx did not reload"
eventually 30 reloaded
expect "a reload gives it other workers and the same main process" "$main" main_process
expect "the page is served after a reload" "<h1>" page
