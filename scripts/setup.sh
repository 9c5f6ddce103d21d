# shellcheck shell=sh
# What the set-up scripts share; sourced by each of them: words, progress, packages, and the record of what was
# brought onto this machine, from which uninstall.sh takes it away again.
state=${NIX_DOCKER_SETUP_STATE:-/var/lib/nix-docker-setup}
script=$(basename "$0" .sh)
umask 022 # what is configured here, every user reads

say() { printf '%s: %s\n' "$script" "$1"; }
fail() {
  printf '%s: %s\n' "$script" "$1" >&2
  exit 1
}
is_root() { [ "$(id -u)" = 0 ]; }
is_systemd() { [ -d /run/systemd/system ]; }
has() { command -v "$1" > /dev/null 2>&1; }

ticker=
work=$(mktemp -d)
log=$work/log
finish() {
  stop_ticker
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The ticker misses a signal that comes before it has reset this shell's traps, so it looks for the file, too.
stop_ticker() {
  [ -n "$ticker" ] || return 0
  rm -f "$work/ticking"
  kill "$ticker" 2> /dev/null || true
  wait "$ticker" 2> /dev/null || true
  ticker=
}

# run WHAT COMMAND...: runs it and says how far it is before two seconds have passed without a word. What the command
# itself says goes to a log, whose end is printed when it fails.
run() {
  what=$1
  shift
  rm -f "$work/ticked"
  : > "$log"
  : > "$work/ticking"
  tick "$what" &
  ticker=$!
  status=0
  "$@" > "$log" 2>&1 || status=$?
  stop_ticker
  if [ -t 1 ]; then printf '\r\033[K'; elif [ -e "$work/ticked" ]; then printf '\n'; fi
  if [ "$status" != 0 ] && [ -s "$log" ]; then
    printf '%s: %s failed:\n' "$script" "$what" >&2
    tr '\r' '\n' < "$log" | grep -v -e '^[dp][lm]status:' -e '^ *Building \[' -e '^$' | tail -n 40 >&2
  fi
  return "$status"
}

# On a terminal one line that changes; else one line that grows by a word at a time.
tick() {
  began=$(date +%s)
  width=0
  while sleep 1.5 && [ -e "$work/ticking" ] && kill -0 "$$" 2> /dev/null; do
    reached=$(reached)
    if [ -t 1 ]; then
      printf '\r\033[K%.78s' "$1: $(($(date +%s) - began)) s  $reached"
      continue
    fi
    word=${reached%% *}
    [ -n "$word" ] && [ "$word" != "${last:-}" ] || word=.
    [ "$word" = . ] || last=$word
    if [ "$width" = 0 ]; then
      printf '%s: %s:' "$script" "$1"
    elif [ "$width" -gt 80 ]; then
      printf '\n   '
      width=0
    fi
    : > "$work/ticked"
    printf ' %s' "$word"
    width=$((width + ${#word} + 1))
  done
}

# How far the command is, a number first: apt says it on request (half of the way is fetching), cargo in its bar.
reached() {
  tail -c 4000 "$log" | tr '\r' '\n' | awk -F : '
    /^dlstatus:/ { said = int($3 / 2) "% " $4 }
    /^pmstatus:/ { said = int(50 + $3 / 2) "% " $4 }
    /^ *Building \[/ { said = $0; sub(/.*\] /, "", said); sub(/:/, "", said) }
    END { print said }'
}

# record KIND WHAT: notes what this machine did not have before.
record() {
  [ -d "$state" ] || mkdir -p "$state"
  grep -qsxF "$1 $2" "$state/record" || printf '%s %s\n' "$1" "$2" >> "$state/record"
}
recorded() { grep -qsxF "$1 $2" "$state/record"; }
# record_new KIND PATH...: of these paths, those that are not there yet.
record_new() {
  kind=$1
  shift
  for path; do [ -e "$path" ] || record "$kind" "$path"; done
}
record_new_group() { getent group "$1" > /dev/null || record group "$1"; }

# Nobody is asked anything, by debconf or dpkg; what is configured here already stays as it is.
apt() {
  DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical DEBCONF_NOWARNINGS=yes APT_LISTCHANGES_FRONTEND=none \
    NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8 apt-get -q -y -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-install-recommends "$@" < /dev/null
}

# update WHAT_FOR: the lists of packages, once in a run.
update() {
  [ -z "${NIX_DOCKER_APT_UPDATED:-}" ] || return 0
  has apt-get || fail "no apt here: install $1 as your distribution has it"
  run 'apt-get update' apt update || fail "apt-get update failed: is there a network?"
  export NIX_DOCKER_APT_UPDATED=1
}

is_installed() { dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null | grep -qx installed; }

# candidate PACKAGE: the version of it that apt would install; nothing where there is none.
candidate() { LC_ALL=C apt-cache policy "$1" 2> /dev/null | sed -n 's/^  Candidate: \([^(].*\)/\1/p'; }

# plan PACKAGE...: into two files, what apt would bring that is not there yet, and what would have to go.
plan() {
  LC_ALL=C apt-get -s -q --no-install-recommends install "$@" > "$work/plan" || return 1
  awk '$1 == "Inst" && $3 !~ /^\[/ { print $2 }' "$work/plan" > "$work/new"
  awk '$1 == "Remv" { print $2 }' "$work/plan" > "$work/replaced"
}

# install_packages PACKAGE...: what comes with them is recorded before it is there, so that a run that is cut short
# leaves nothing unknown. Packages that would have to go for them: only those in $may_replace.
install_packages() {
  run "planning $*" plan "$@" || fail "apt can't install $*"
  while read -r package; do
    case " ${may_replace:-} " in
      *" $package "*) record replaced "$package" ;;
      *) fail "apt would remove $package to install $*: decide that yourself, then run this again" ;;
    esac
  done < "$work/replaced"
  while read -r package; do record package "$package"; done < "$work/new"
  run "installing $*" apt -o APT::Status-Fd=1 install "$@" || fail "apt could not install $*"
}

# is_alive DAEMON PIDFILE: one that runs in a container of this machine is another; a dead one that nobody has waited
# for has no command line.
is_alive() {
  pid=$(cat "$2" 2> /dev/null) || return 1
  [ "$(cat "/proc/$pid/comm" 2> /dev/null)" = "$1" ] && grep -q . "/proc/$pid/cmdline"
}
