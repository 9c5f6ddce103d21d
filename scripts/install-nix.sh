#!/bin/sh
# Installs Nix from the distribution's archive with a daemon, so that it can be used without root too: by the groups
# docker (which is trusted with the whole machine anyway) and nix-users. Safe to run again: it changes nothing that
# is right already.
#
#   sudo scripts/install-nix.sh
set -eu
. "$(dirname "$0")/setup.sh"

configuration=/etc/nix/nix.conf
socket=/nix/var/nix/daemon-socket
output=/var/log/nix-daemon.log
pidfile=/run/nix-docker-nix-daemon.pid

answers() { NIX_REMOTE=daemon nix-store --gc --print-roots > /dev/null 2>&1; }

if has nix-build && ! is_root; then
  say "there already: $(nix-build --version)"
  [ -w /nix/var/nix ] || [ -S "$socket/socket" ] ||
    say "note: only root can use it, there is no nix-daemon: sudo scripts/install-nix.sh starts one"
  exit 0
fi
is_root || fail "no permission to install packages: run it with sudo"

if ! has nix-build; then
  record_new directory /nix /etc/nix
  update Nix
  install_packages nix-bin
  say "installed: $(nix-build --version)"
else
  say "there already: $(nix-build --version)"
  is_installed nix-bin || exit 0 # one that is not the distribution's has a set-up of its own
fi

# The group docker is trusted: what it asks for (no sandbox, for packages are unpacked with this machine's own
# tools; no binary cache) is honoured. Others than these groups are not let in.
configure() {
  ! grep -qs '^# nix-docker:' "$configuration" || return 0
  mkdir -p "$(dirname "$configuration")"
  record_new file "$configuration"
  record lines "$configuration"
  allowed='allowed-users = root @nix-users @docker'
  ! grep -qs '^ *allowed-users' "$configuration" || allowed='extra-allowed-users = @docker'
  printf '%s\n' '# nix-docker: who may use the daemon' "$allowed" 'extra-trusted-users = @docker' '# nix-docker: end' \
    >> "$configuration"
}

if is_systemd; then
  if [ -S "$socket/socket" ]; then
    [ "$(stat -c %a "$socket")" != 770 ] ||
      say "a daemon is there already, for members of the group $(stat -c %G "$socket"): sudo usermod -aG $(stat -c %G "$socket") USER"
    exit 0
  fi
  for group in nixbld nix-users; do record_new_group $group; done
  for number in 1 2 3 4 5 6 7 8 9 10; do id "nixbld$number" > /dev/null 2>&1 || record user "nixbld$number"; done
  update Nix
  install_packages nix-setup-systemd
  configure
  # The package lets nobody but nix-users into the directory of the socket. Who may use it is said in nix.conf.
  record_new file /etc/tmpfiles.d/nix-daemon.conf
  sed 's/^\(d *\/nix\/var\/nix\/daemon-socket *\)770 root nix-users/\1755 root root/' \
    /usr/lib/tmpfiles.d/nix-daemon.conf > /etc/tmpfiles.d/nix-daemon.conf
  systemd-tmpfiles --create nix-daemon.conf || true
  systemctl stop nix-daemon.service nix-daemon.socket
  systemctl start nix-daemon.socket nix-daemon.service || fail "systemctl could not start nix-daemon: see journalctl -u nix-daemon"
elif is_alive nix-daemon $pidfile || answers; then
  exit 0
elif grep -qsx 'build-users-group *= *' "$configuration"; then
  say "$configuration says that there are no build users: only root can use Nix (take the line out and run this again to change it)"
  exit 0
else
  if ! getent group nixbld > /dev/null; then
    record group nixbld
    groupadd --system nixbld
  fi
  for number in 1 2 3 4 5 6 7 8 9 10; do
    id "nixbld$number" > /dev/null 2>&1 && continue
    record user "nixbld$number"
    useradd --system --comment "Nix build user $number" --home-dir /var/empty --no-create-home --gid nixbld \
      --groups nixbld --no-user-group --shell /usr/sbin/nologin "nixbld$number"
  done
  configure
  say "no systemd here: starting nix-daemon by hand, its output in $output"
  record_new file "$output"
  record daemon "nix-daemon $pidfile"
  mkdir -p "$socket"
  rm -f "$socket/socket"
  setsid nohup nix-daemon >> "$output" 2>&1 < /dev/null &
  echo $! > $pidfile
fi
waited=0
until [ -S "$socket/socket" ]; do
  [ "$waited" -lt 20 ] || fail "nix-daemon does not start: $(tail -n 3 "$output" 2> /dev/null)"
  sleep 0.2
  waited=$((waited + 1))
done
say "nix-daemon runs: the groups docker and nix-users can use Nix without root"
