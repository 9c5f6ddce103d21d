#!/bin/sh
# Installs Docker from the distribution's archive and sees to it that the daemon answers: through systemd,
# or where there is none by starting dockerd by hand. Safe to run again.
#
#   sudo scripts/install-docker.sh
set -eu

log=/var/log/dockerd.log
patience=60 # seconds until a daemon that does not answer counts as failed

say() { printf 'install-docker: %s\n' "$1"; }
fail() {
  printf 'install-docker: %s\n' "$1" >&2
  exit 1
}
answers() { docker version --format '{{.Server.Version}}' 2> /dev/null; }

if version=$(answers); then
  say "a daemon answers already: Docker $version"
  exit 0
fi
[ "$(id -u)" = 0 ] || fail "no permission to install or start Docker: run it with sudo"

if ! command -v dockerd > /dev/null 2>&1; then
  command -v apt-get > /dev/null 2>&1 || fail "no apt here: install Docker as your distribution has it"
  say "installing docker.io"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q > /dev/null || fail "apt-get update failed: is there a network?"
  apt-get install -q -y --no-install-recommends docker.io iptables ca-certificates > /dev/null ||
    fail "apt-get could not install docker.io"
fi

if [ -d /run/systemd/system ]; then
  say "starting the daemon through systemd"
  systemctl enable --now docker > /dev/null 2>&1 || fail "systemctl could not start docker: see journalctl -u docker"
else
  say "no systemd here: starting dockerd by hand, its output in $log"
  # A daemon that was killed leaves its PID file behind, which stops the next.
  pidfile=/var/run/docker.pid
  if [ -f "$pidfile" ] && ! kill -0 "$(cat "$pidfile")" 2> /dev/null; then rm -f "$pidfile"; fi
  nohup dockerd > "$log" 2>&1 < /dev/null &
fi

waited=0
until version=$(answers); do
  [ "$waited" -lt "$patience" ] || fail "dockerd does not answer after $patience s; its last words: $(tail -n 3 "$log" 2> /dev/null)"
  sleep 1
  waited=$((waited + 1))
done
say "Docker $version answers"
