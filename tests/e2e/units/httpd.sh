#!/usr/bin/env bash
# tests/e2e/units/httpd.nix: the page, before and after a reload, from processes that are no root's.
source "$(dirname "$0")/../../samples/container.sh"

page() {
  curl -sS --fail --max-time 10 "http://$ADDRESS/"
}

eventually 60 page
expect "the page is served" "<h1>" page
expect "the main process is the one that the PID file names" "$(inside cat /run/httpd/httpd.pid)" \
  inside systemctl show -p MainPID --value httpd
expect "the PID file is the user's own" "wwwrun" inside stat -c %U /run/httpd/httpd.pid
say "no process of Apache is root's"
users=$(inside sh -c 'grep -lx httpd /proc/[0-9]*/comm | xargs -n 1 dirname | xargs stat -c %U | sort -u')
[ "$users" = wwwrun ] || fail "they are ${users:-not found}"
expect "both runtime directories are the user's" "750 wwwrun
750 wwwrun" inside stat -c '%a %U' /run/httpd /run/httpd/runtime
expect "so is the directory of the logs" "700 wwwrun" inside stat -c '%a %U' /var/log/httpd
if inside test -e /var/log/httpd/of-root; then
  expect "at this start all that is in it became the user's" wwwrun inside stat -c %U /var/log/httpd/of-root
fi
inside touch /var/log/httpd/of-root
before=$(inside systemctl show -p MainPID --value httpd)
inside systemctl reload httpd || fail "httpd did not reload"
expect "the page is served after a reload" "<h1>" page
expect "it was a reload" "$before" inside systemctl show -p MainPID --value httpd
expect "Apache has seen it" "Graceful restart requested" inside cat /var/log/httpd/error.log

inside systemctl restart httpd || fail "httpd did not restart"
expect "at the restart it was told to let requests end" "caught SIGWINCH, shutting down gracefully" \
  inside cat /var/log/httpd/error.log
expect "the page is served after a restart" "<h1>" page
