#!/bin/sh
# Installs Docker (daemon and client) from the distribution's archive and makes sure that the daemon answers: through
# systemd, or where there is none by starting dockerd by hand. Safe to run again.
#
#   sudo scripts/install-docker.sh
set -eu
. "$(dirname "$0")/setup.sh"

output=/var/log/dockerd.log
pidfile=/var/run/docker.pid # dockerd's own choice, as this:
containerd=/var/run/docker/containerd/containerd.pid
patience=60 # seconds until a daemon that does not answer counts as failed

answers() { timeout 10 docker version --format '{{.Server.Version}}' 2> /dev/null | grep .; }
is_running() { is_alive dockerd $pidfile; }
ends() { if is_systemd; then journalctl -q -n 3 -o cat -u docker 2>&1; else tail -n 3 "$output" 2>&1; fi; }

# 0 when it answers, 2 when it has ended, 3 when the time is over.
wait_for_daemon() {
  waited=0
  until answers; do
    [ "$waited" -lt "$patience" ] || return 3
    [ "$waited" -lt 5 ] || is_systemd || is_running || return 2
    sleep 1
    waited=$((waited + 1))
  done
}

if has docker && version=$(answers); then
  say "a daemon answers already: Docker $version"
  exit 0
fi
if ! is_root; then
  case $(timeout 10 docker version 2>&1 || true) in
    *'permission denied'*) fail "a daemon runs, but $(id -un) may not use it: sudo usermod -aG docker $(id -un), then log in again" ;;
    *) fail "no permission to install or start Docker: run it with sudo" ;;
  esac
fi
case $(docker --version 2> /dev/null || true) in
  podman*) fail "the command docker is podman's here: remove podman-docker to use Docker" ;;
esac

# The client is a package of its own since Debian 13, which the daemon's only recommends.
packages=
has dockerd || packages='docker.io iptables ca-certificates'
if [ -n "$packages" ] || ! has docker; then
  update Docker
  if ! has docker; then
    if [ -n "$(candidate docker-cli)" ]; then packages="docker-cli $packages"; else packages=${packages:-docker.io}; fi
  fi
  record_new_group docker
  record_new directory /var/lib/docker /var/lib/containerd /etc/docker
  # shellcheck disable=SC2086 # a list of packages
  install_packages $packages
  has docker || fail "there is no docker client after installing $packages: install one"
fi

if is_systemd; then
  systemctl enable --now docker > /dev/null 2>&1 || fail "systemctl could not start docker: see journalctl -u docker"
elif is_running; then
  say "dockerd runs already: waiting for it"
else
  say "no systemd here: starting dockerd by hand, its output in $output"
  # Without an init nobody mounts the cgroups.
  if [ -z "$(ls /sys/fs/cgroup 2> /dev/null)" ]; then mount -t cgroup2 cgroup2 /sys/fs/cgroup || true; fi
  # A daemon that was killed leaves its PID files behind, which stop the next.
  rm -f $pidfile
  is_alive containerd $containerd || rm -f $containerd
  record_new file "$output"
  record daemon "dockerd $pidfile"
  setsid nohup dockerd >> "$output" 2>&1 < /dev/null &
fi
status=0
run 'waiting for the daemon' wait_for_daemon || status=$?
case $status in
  0) say "Docker $(answers) answers" ;;
  2) fail "dockerd has ended; its last words: $(ends)" ;;
  *) fail "dockerd does not answer after $patience s; its last words: $(ends)" ;;
esac
