#!/usr/bin/env bash
# samples/scheduled.nix: a timer goes off, and again.
source "$(dirname "$0")/container.sh"

beats() {
  inside cat /var/lib/heartbeat/count 2> /dev/null || echo 0
}

at_least() {
  [ "$(beats)" -ge "$1" ]
}

say "the timer goes off"
eventually 30 at_least 1
first=$(beats)
say "and again"
eventually 30 at_least $((first + 1))
expect "what the job prints is in the container's log" "beat $((first + 1))" docker logs "$CONTAINER"
active heartbeat.timer tidy.timer
say "a job can be started by hand"
inside systemctl start tidy.service || fail "tidy.service failed"
