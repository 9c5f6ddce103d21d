#!/bin/sh
# From a bare Debian machine to a page served from a container: installs Nix, Docker and Rust's cargo where
# they are missing, builds nix-docker, makes an image of samples/apache-config.nix, runs it, fetches the page.
# Prints how long each phase took. A second run takes seconds.
#
#   sudo scripts/quickstart.sh
#
# PORT is the host's port (default 8080); KEEP=1 leaves the container running.
set -eu
cd "$(dirname "$0")/.."

port=${PORT:-8080}
image=nix-docker-quickstart
container=nix-docker-quickstart

fail() {
  printf 'quickstart: %s\n' "$1" >&2
  exit 1
}

# phase NAME COMMAND...: runs the command and prints how long it took.
phase() {
  name=$1
  shift
  began=$(date +%s.%N)
  "$@" || fail "$name failed"
  printf '== %s: %s s\n' "$name" "$(awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')"
}

install_tools() {
  missing=
  for tool in curl cargo cc; do command -v $tool > /dev/null 2>&1 || missing="$missing $tool"; done
  [ -n "$missing" ] || return 0
  [ "$(id -u)" = 0 ] || fail "missing:$missing: install them, or run this with sudo"
  apt-get update -q > /dev/null
  apt-get install -q -y --no-install-recommends curl ca-certificates gcc libc6-dev > /dev/null
  command -v cargo > /dev/null 2>&1 || apt-get install -q -y --no-install-recommends cargo > /dev/null
}

check_cargo() {
  minor=$(cargo --version | sed -n 's/^cargo 1\.\([0-9]*\).*/\1/p')
  [ "${minor:-0}" -ge 91 ] ||
    fail "nix-docker needs cargo 1.91 or newer and this is $(cargo --version): install a newer Rust, for example with rustup"
}

run_container() {
  docker rm -f "$container" > /dev/null 2>&1 || true
  docker run -d --name "$container" -p "$port:80" "$image" > /dev/null
}

fetch_page() {
  tries=0
  until page=$(curl -fsS "http://127.0.0.1:$port/" 2> /dev/null); do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { docker logs "$container"; return 1; }
    sleep 0.1
  done
}

phase 'tools' install_tools
check_cargo
phase 'Nix' scripts/install-nix.sh
phase 'Docker' scripts/install-docker.sh
phase 'nix-docker' cargo build --release --quiet --locked
program=$(echo "$PWD"/target/*/release/nix-docker)
phase 'image' "$program" -b -t "$image" samples/apache-config.nix
phase 'container' run_container
phase 'page' fetch_page
printf '%s\n' "$page"

if [ -n "${KEEP:-}" ]; then
  printf '== it runs: http://127.0.0.1:%s/ (docker stop %s ends it)\n' "$port" "$container"
else
  phase 'docker stop' docker stop "$container" > /dev/null
  docker rm -f "$container" > /dev/null
fi
