#!/bin/sh
# Installs Nix from the distribution's archive and makes it usable without build users, sandbox or a
# binary cache. Safe to run again: it changes nothing that is right already.
#
#   sudo scripts/install-nix.sh
set -eu

say() { printf 'install-nix: %s\n' "$1"; }
fail() {
  printf 'install-nix: %s\n' "$1" >&2
  exit 1
}

if command -v nix-build > /dev/null 2>&1; then
  say "there already: $(nix-build --version)"
else
  [ "$(id -u)" = 0 ] || fail "no permission to install packages: run it with sudo"
  command -v apt-get > /dev/null 2>&1 ||
    fail "no apt here: install Nix as your distribution has it, or from the Nix project"
  say "installing nix-bin"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q > /dev/null || fail "apt-get update failed: is there a network?"
  apt-get install -q -y --no-install-recommends nix-bin > /dev/null || fail "apt-get could not install nix-bin"
  say "installed: $(nix-build --version)"
fi

# With systemd the package starts a daemon, which has what it needs. Without it Nix runs as the user, and
# as root it looks for a group of build users, which a bare machine does not have.
[ -d /run/systemd/system ] && exit 0
[ "$(id -u)" = 0 ] || exit 0
if ! getent group nixbld > /dev/null && ! grep -qs '^build-users-group' /etc/nix/nix.conf; then
  say "no build users here: Nix builds as root (build-users-group is empty)"
  mkdir -p /etc/nix
  printf 'build-users-group =\n' >> /etc/nix/nix.conf
fi
