#!/bin/sh
# From a bare Debian machine to a page served from a container: installs Nix, Docker and Rust where they are missing,
# builds and installs nix-docker, makes an image of samples/apache-config.nix, runs it, fetches the page. Prints how
# long each phase took. A second run takes seconds. scripts/uninstall.sh takes everything away again.
#
#   sudo scripts/quickstart.sh
#
# PORT is the host's port (default 8080); KEEP=1 leaves the container running.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
. scripts/rust.sh

port=${PORT:-8080}
image=nix-docker-quickstart
container=nix-docker-quickstart
installed=/usr/local/bin/nix-docker

# phase NAME COMMAND...: runs the command and prints how long it took.
phase() {
  name=$1
  shift
  phase_began=$(date +%s.%N)
  "$@" || fail "$name failed"
  printf '== %s: %s s\n' "$name" "$(awk -v a="$phase_began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')"
}

install_tools() {
  missing=
  for tool in curl cc; do has $tool || missing="$missing $tool"; done
  if [ -n "$missing" ]; then
    is_root || fail "missing:$missing: install them, or run this with sudo"
    update "curl and a C compiler"
    install_packages curl ca-certificates gcc libc6-dev
  fi
  ensure_rust
}

build() {
  give_back
  [ ! -d target ] || as_builder test -w target ||
    fail "target/ belongs to $(stat -c %U target): sudo chown -R $builder: target"
  # For `nix-docker --version`; what is not known is not said.
  commit=$(as_builder git rev-parse --short=12 HEAD 2> /dev/null) || commit=
  export NIX_DOCKER_COMMIT="$commit"
  compile 'compiling' build --release || return 1
  program=$(echo "$PWD"/target/*/release/nix-docker)
}

# Completions and man pages, beside the command.
install_pages() {
  for page in $(cd share && find . -type f | sed 's|^\./||' | sort); do
    place=/usr/local/share/$page
    made=
    for above in "${place%/*}" "${place%/*/*}"; do made="$made $above"; done
    # shellcheck disable=SC2086 # a list of directories
    record_new empty $made
    record_new file "$place"
    recorded file "$place" || continue
    install -D -m 644 "share/$page" "$place"
  done
}

# A command of that name that is not from here stays.
install_command() {
  command=$program
  if ! is_root; then return 0; fi
  if [ -e "$installed" ] && ! recorded file "$installed"; then
    say "$installed is not from here: left as it is"
    return 0
  fi
  record file "$installed"
  install -D -m 755 "$program" "$installed"
  command=$installed
  install_pages
}

make_image() {
  if is_root; then
    record image "$image"
    record_new directory "${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/nix-docker"
  fi
  "$command" -b -t "$image" samples/apache-config.nix
}

run_container() {
  docker rm -f "$container" > /dev/null 2>&1 || true
  docker run -d --name "$container" -p "$port:80" "$image" > /dev/null
}

fetch_page() {
  tries=0
  until page=$(curl -fsS "http://127.0.0.1:$port/" 2> /dev/null); do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || {
      docker logs "$container"
      return 1
    }
    sleep 0.1
  done
}

phase 'tools' install_tools
phase 'Nix' scripts/install-nix.sh
phase 'Docker' scripts/install-docker.sh
phase 'nix-docker' build
install_command
phase 'image' make_image
phase 'container' run_container
phase 'page' fetch_page
printf '%s\n' "$page"
if [ -n "${KEEP:-}" ]; then
  printf '== it runs: http://127.0.0.1:%s/ (docker stop %s ends it)\n' "$port" "$container"
else
  phase 'docker stop' run 'stopping' docker stop "$container"
  docker rm -f "$container" > /dev/null
fi

user=${SUDO_USER:-}
cat << END

What is where
  nix-docker  $command
  Nix         $(command -v nix-build), its store in /nix
  Docker      $(command -v docker), its images in $(docker info --format '{{.DockerRootDir}}')
  Rust        $(command -v cargo)

What to do next
  nix-docker -b -t my-image samples/apache-config.nix
  docker run -d -p 8080:80 my-image
END
if [ -n "$user" ] && [ "$user" != root ] && ! id -nG "$user" | grep -qw docker; then
  printf '  without sudo:  sudo usermod -aG docker %s, then log in again\n' "$user"
fi
[ -d /run/systemd/system ] || ! is_root || printf '  after a restart:  sudo scripts/quickstart.sh starts the daemons again\n'
[ ! -e "$state/record" ] || printf '\nTo take everything away again\n  sudo scripts/uninstall.sh\n'
