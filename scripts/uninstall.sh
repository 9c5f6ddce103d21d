#!/bin/sh
# Takes away what the set-up scripts brought onto this machine, and nothing that was there before: packages, daemons,
# users, files, the Nix store, Docker's data. It shows what that is and asks first. Safe to run again.
#
#   sudo scripts/uninstall.sh [--yes] [--data]
#
# --yes: without a question. --data: also Docker's data and /nix when there are volumes, containers or Nix profiles in
# them that the set-up did not make; else these stay.
set -eu
. "$(dirname "$0")/setup.sh"

yes=
data=
for argument; do
  case $argument in
    --yes) yes=1 ;;
    --data) data=1 ;;
    *) fail "usage: $0 [--yes] [--data]" ;;
  esac
done
[ -e "$state/record" ] || {
  say "nothing to take away: there is no $state/record"
  exit 0
}
is_root || fail "no permission: run it with sudo"

# entries KIND: what was recorded of that kind.
entries() { sed -n "s|^$1 ||p" "$state/record"; }

# others DIRECTORY: what somebody made in it since: volumes, containers, installed profiles.
ours=$(timeout 10 docker ps --all --quiet --no-trunc --filter 'name=^nix-docker-quickstart$' 2> /dev/null || true)
others() {
  case $1 in
    /var/lib/docker) find "$1/volumes" "$1/containers" -mindepth 1 -maxdepth 1 -type d ! -name "${ours:-none}" 2> /dev/null ;;
    /nix) find "$1/var/nix/profiles" -name '*-link' -type l 2> /dev/null ;;
  esac
}
directories=
for directory in $(entries directory); do
  [ -e "$directory" ] || continue
  if [ -z "$data" ] && [ -n "$(others "$directory")" ]; then
    say "$directory stays, for it has what the set-up did not make (--data takes it too): $(others "$directory" | head -n 3 | tr '\n' ' ')"
  else
    directories="$directories $directory"
  fi
done
# installed: of the packages that were recorded, those that are there.
installed() {
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' > "$work/installed"
  entries package | grep -xF -f "$work/installed" | tr '\n' ' '
}
packages=$(installed)

say 'this will be taken away:'
{
  echo "packages: ${packages:-none}"
  echo "directories, with all that is in them: ${directories:- none}"
  for kind in file lines built user group daemon image; do
    list=$(entries $kind | tr '\n' ' ')
    [ -z "$list" ] || echo "$kind: $list"
  done
  list=$(entries replaced | tr '\n' ' ')
  [ -z "$list" ] || echo "these come back: $list"
} | fold -s -w 100 | sed 's/^/  /'
if [ -z "$yes" ]; then
  [ -t 0 ] || fail "nothing was done: run it on a terminal, or with --yes"
  printf 'Take it away? [y/N] '
  read -r answer
  case $answer in y | Y | yes) ;; *) fail "nothing was done" ;; esac
fi

remove_images() {
  timeout 60 docker rm -f -v nix-docker-quickstart || true
  entries image | xargs -r timeout 60 docker rmi || true
}
if has docker; then run 'removing images' remove_images; fi

# stop DAEMON PIDFILE: that was started by hand.
stop() {
  is_alive "$1" "$2" || return 0
  kill "$(cat "$2")"
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    is_alive "$1" "$2" || return 0
    sleep 1
  done
  return 1
}
entries daemon > "$work/daemons"
while read -r daemon pidfile; do
  run "stopping $daemon" stop "$daemon" "$pidfile" || fail "$daemon does not end"
  rm -f "$pidfile"
done < "$work/daemons"

# dpkg removes no more than it is told, and refuses what something else has come to need since.
purge() {
  # shellcheck disable=SC2086 # a list of packages
  DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 dpkg --purge --abort-after=9999 $packages < /dev/null || true
  systemctl daemon-reload 2> /dev/null || true
}
if [ -n "$packages" ]; then
  run 'removing packages' purge
  for package in $packages; do rm -f "/var/cache/apt/archives/${package}_"*.deb; done
  kept=$(installed)
  [ -z "$kept" ] || say "these stay, for something else needs them: $kept"
fi
replaced=$(entries replaced | tr '\n' ' ')
if [ -n "$replaced" ]; then
  update "$replaced"
  # shellcheck disable=SC2086 # a list of packages
  run "installing $replaced" apt install $replaced || say "these did not come back: $replaced"
fi

for file in $(entries lines); do
  [ ! -e "$file" ] || sed -i '/^# nix-docker: /,/^# nix-docker: end/d' "$file"
done
for file in $(entries file); do rm -f "$file"; done
for directory in $directories; do
  # Mounts of containers that a killed daemon left.
  awk -v under="$directory/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount
  run "removing $directory" rm -rf "$directory" || say "$directory stays"
done
# What lies where a user can exchange directories is removed with no more than that user's rights.
entries built > "$work/built"
remove_built() {
  while read -r user path; do
    if [ "$user" = "$(id -un)" ]; then rm -rf "$path"; else runuser -u "$user" -- rm -rf "$path" < /dev/null || true; fi
  done < "$work/built"
  for directory in $(entries empty); do rmdir "$directory" || true; done
}
run 'removing what was compiled' remove_built
remove_users() {
  for user in $(entries user); do ! id "$user" || userdel "$user"; done
  for group in $(entries group); do ! getent group "$group" || groupdel "$group"; done
}
run 'removing users and groups' remove_users || true
rm -rf "$state"
say 'done: this machine is as it was before'
