#!/usr/bin/env bash
# Tries the README's two commands where there is nothing: in roots that debootstrap has made, each with namespaces of
# its own (a container of this machine's Docker, with daemons, a Docker and a Nix inside). Not part of the gate: a
# case takes a quarter of an hour, and as long again with test.sh.
#
#   sudo scripts/test-bare.sh [RELEASE/WHO/INIT...]      e.g. bookworm/user/systemd (default: all eight)
#
# RELEASE: bookworm or trixie. WHO runs the commands: root, or user (with sudo). INIT: systemd as PID 1, or none.
# COMMANDS (default "quickstart test uninstall") says what is run. What is tried is what is committed. The roots stay as
# Docker images named nix-docker-bare:*.
# shellcheck disable=SC2016 # what is in single quotes runs in there
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
is_root || fail "no permission to make roots: run it with sudo"
for tool in debootstrap docker git python3 setpriv; do has $tool || fail "missing: $tool: install it"; done

read -ra commands <<< "${COMMANDS:-quickstart test uninstall}"
[ $# -gt 0 ] || set -- {bookworm,trixie}/{root,user}/{systemd,none}
machine=nix-docker-bare-$$
trap 'docker rm -fv $machine > /dev/null 2>&1; docker network rm $machine > /dev/null 2>&1; finish' EXIT

# The Debian archive that apt has here, whose name is not for this file.
archive=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT) $(LABEL)' 'Created-By: Packages' |
  awk '/ main Debian$/ { print $1; exit }')
[ -n "$archive" ] || fail "apt has no archive of Debian here"

# make_root RELEASE INIT: what debootstrap leaves, with git, sudo, the systemd, this machine's way to the network.
make_root() {
  local root=$work/root include=git,sudo
  [ "$2" = none ] || include+=,systemd,systemd-sysv,dbus
  debootstrap --variant=minbase --include="$include" "$1" "$root" "$archive"
  apt-config dump Acquire | grep -iE '::(http|https|ftp|Check-)' > "$root/etc/apt/apt.conf.d/99host" || true
  mkdir -p "$root/usr/local/share/ca-certificates"
  cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/" 2> /dev/null || true
  chroot "$root" useradd --create-home --shell /bin/bash somebody
  local home
  for home in root home/somebody; do
    mkdir -p "$root/$home/.cargo"
    cp "${CARGO_HOME:-$HOME/.cargo}/config.toml" "$root/$home/.cargo/" 2> /dev/null || true
  done
  chroot "$root" chown -R somebody: /home/somebody
  {
    echo 'somebody ALL=(ALL) NOPASSWD: ALL'
    echo 'Defaults env_keep += "http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY"'
  } > "$root/etc/sudoers.d/somebody"
  tar -C "$root" -c . | docker import - "nix-docker-bare:$1-$2"
  rm -rf "$root"
}

# start RELEASE INIT: the machine, with all that a machine may do but what this one may not.
start() {
  local missing init options=()
  missing=$(comm -13 <(setpriv --dump | sed -n 's/^Capability bounding set: //p' | tr , '\n' | sort) <(setpriv --list-caps | sort))
  for capability in $missing; do options+=(--cap-drop "${capability^^}"); done
  for variable in {http,https,no}_proxy {HTTP,HTTPS,NO}_PROXY; do
    [ -z "${!variable:-}" ] || options+=(--env "$variable")
  done
  init='sleep infinity'
  [ "$2" = none ] || init='/lib/systemd/systemd --show-status=no'
  # A network of its own, with this machine's name servers.
  docker network inspect "$machine" > /dev/null 2>&1 || docker network create "$machine" > /dev/null
  docker run --detach --name "$machine" --network "$machine" --cap-add ALL "${options[@]}" --device-cgroup-rule 'a *:* rwm' --cgroupns private \
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined \
    --tmpfs /run --volume /var/lib/docker --volume /etc/resolv.conf:/etc/resolv.conf:ro --volume "$work/checkout.bundle:/checkout.bundle:ro" "nix-docker-bare:$1-$2" \
    sh -c "mount -o remount,rw /sys; umount -R /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup; exec $init" > /dev/null
  [ "$2" = none ] || as root / 'for i in $(seq 60); do systemctl is-system-running 2> /dev/null | grep -qE "running|degraded" && exit; sleep 0.5; done; exit 1'
}

# as USER DIRECTORY COMMAND: in the machine.
as() { docker exec --user "$1" --workdir "$2" --env HOME="$([ "$1" = root ] && echo /root || echo "/home/$1")" "$machine" bash -c "$3"; }

# listen WHAT COMMAND...: shows what it says; afterwards how long it took, and its longest silence.
listen() {
  python3 - "$@" << 'END'
import os, subprocess, sys, time
what, command = sys.argv[1], sys.argv[2:]
began = heard = time.monotonic()
silence, after, line = 0.0, '', ''
child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
while data := os.read(child.stdout.fileno(), 65536):
    now = time.monotonic()
    if now - heard > silence:
        silence, after = now - heard, line
    heard = now
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
    line = (line + data.decode(errors='replace')).rstrip('\n').split('\n')[-1]
status = child.wait()
print(f'## {what}: status {status}, {time.monotonic() - began:.0f} s, longest silence {silence:.1f} s (after: {after[-60:]})')
sys.exit(status != 0)
END
}

# What the machine has, for the comparison after uninstall.sh.
inventory='dpkg-query -W -f "\${db:Status-Status} \${Package}\n" | grep ^installed; cut -d : -f 1 /etc/passwd /etc/group | sort
  ls -d /nix /etc/nix /usr/local/bin/* /var/lib/nix-docker-setup /etc/apt/sources.list.d/* 2> /dev/null || true'

# try RELEASE WHO INIT
try() {
  local user=somebody sudo=(sudo) home=/home/somebody before after there
  [ "$2" = user ] || { user=root sudo=() home=/root; }
  there=(docker exec --user "$user" --workdir "$home/nix-docker" "$machine" "${sudo[@]}")
  docker image inspect "nix-docker-bare:$1-$3" > /dev/null 2>&1 || run "making a root of $1" make_root "$1" "$3" || return 1
  start "$1" "$3" || return 1
  before=$(as root / "$inventory")
  as $user $home 'git -c advice.detachedHead=false -c init.defaultBranch=main clone -q /checkout.bundle nix-docker' || return 1
  for command in "${commands[@]}"; do
    case $command in
      quickstart)
        listen quickstart "${there[@]}" scripts/quickstart.sh || return 1
        as root / 'usermod -aG docker somebody'
        as $user $home/nix-docker '[ -z "$(find target ! -user $(id -un) -print -quit)" ]' ||
          {
            echo "## target/ is not $user's"
            return 1
          }
        listen 'without root' docker exec --user somebody --env HOME=/home/somebody --workdir /tmp "$machine" \
          sh -ec 'printf "{ services.nginx.enable = true; }" > configuration.nix
            nix-docker -b -t mine configuration.nix && nix-docker -t mine configuration.nix && ls -l result && docker rmi mine' || return 1
        listen 'quickstart again' "${there[@]}" scripts/quickstart.sh || return 1
        as root / '[ $(pidof dockerd | wc -w) = 1 ]' || {
          echo '## there is a second daemon'
          return 1
        }
        ;;
      test) listen test "${there[@]}" scripts/test.sh || return 1 ;;
      uninstall)
        listen uninstall "${there[@]}" scripts/uninstall.sh --yes || return 1
        after=$(as root / "$inventory")
        diff <(echo "$before") <(echo "$after") || {
          echo '## not all is as it was'
          return 1
        }
        ;;
      *) fail "COMMANDS has $command: it knows quickstart, test and uninstall" ;;
    esac
  done
}

git bundle create -q "$work/checkout.bundle" HEAD
chmod 755 "$work"
failed=
for case; do
  IFS=/ read -r release who init <<< "$case"
  printf '\n## %s\n' "$case"
  try "$release" "$who" "$init" || {
    failed+=" $case"
    printf '## %s FAILED\n' "$case"
  }
  docker rm -fv "$machine" > /dev/null 2>&1 || true
done
[ -z "$failed" ] || fail "failed:$failed"
say "all passed: $*"
