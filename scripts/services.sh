#!/usr/bin/env bash
# Runs services of a nixpkgs' own NixOS modules with Debian's programs, and asks each with a real client.
#
#   scripts/services.sh NIXPKGS [NAME...]
#
# A service is a folder below tests/nixos-services (or all of them):
#   configuration.nix   the configuration; where that of an older NixOS reads otherwise, configuration-RELEASE.nix
#   client.sh           bash: `first` asks, and leaves something behind where the service keeps things; `again` asks
#                       after a stop and a new start on the same volume (without it, `first` does). Both use
#                         expect TEXT COMMAND...   until the command's output has TEXT, 60 s at most
#                         inside COMMAND...        in the container
#                         $address                 the container's
#                         $case                    the folder, or rather a copy of it
#                       `prepare` makes files beside the configuration, which are of this run alone, and `cleanup`
#                       takes away what else it made.
#                       Variables, all optional: `volume` (default /var/lib), `options` (for docker run, an array),
#                       `refused` (the build must fail and say that), `note` (for the table), `since` (a release
#                       of NixOS before which there is no such module)
# Each is built and run as a stand-alone image and host-mounted. Each release has a table in docs/services.md.
#
# NIX_DOCKER is the program, DOCKER the client; MODES may name one of the two modes, TABLE another file for the tables.
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cases=$root/tests/nixos-services
table=${TABLE:-$root/docs/services.md}
docker=${DOCKER:-docker}
program=${NIX_DOCKER:-nix-docker}

[ $# -ge 1 ] || {
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
nixpkgs=$(realpath "$1")
shift
[ -f "$nixpkgs/nixos/lib/eval-config.nix" ] || {
  echo "$nixpkgs is no nixpkgs" >&2
  exit 2
}
release=$(cut -c 1-5 "$nixpkgs/.version")
heading="## NixOS $release"
names=("$@")
if [ $# = 0 ]; then for case in "$cases"/*/; do names+=("$(basename "$case")"); done; fi

fail() {
  echo "$*" > "$work/reason"
  return 1
}

inside() { timeout 30 $docker exec -i "$container" "$@"; }

expect() {
  local want=$1 said end=$((SECONDS + 60))
  shift
  # After the first thing that fails nothing is asked.
  [ ! -s "$work/reason" ] || return 1
  while
    said=$("$@" 2>&1 < /dev/null)
    ! grep -qF -- "$want" <<< "$said"
  do
    if [ $SECONDS -ge $end ]; then
      fail "\`$*\` says \`$(tail -c 200 <<< "$said" | tr '\n|' ' /')\` instead of \`$want\`"
      return 1
    fi
    sleep 1
  done
}

build() {
  (cd "$work" && timeout 3600 "$program" "$@" -t "$image" --nixpkgs "$nixpkgs" --packages debian "$configuration") \
    > "$work/build.log" 2>&1
}

last_words() { grep -v '^nix-docker: .*([0-9]* s)' "$work/build.log" | tail -n 3 | tr '\n|' ' /' | cut -c1-300; }

start() {
  local arguments=(--name "$container" -v "$data:$volume" "${options[@]}")
  if [ "$mode" = stand-alone ]; then
    $docker run -d "${arguments[@]}" "$image"
  else
    "$work/result/sbin/docker-run" -d "${arguments[@]}"
  fi > "$work/start.log" 2>&1 || {
    fail "docker run: $(tail -n 1 "$work/start.log")"
    return 1
  }
  # shellcheck disable=SC2034 # for the clients
  address=$($docker inspect -f '{{.NetworkSettings.IPAddress}}' "$container")
}

stop() {
  local code
  $docker stop -t 60 "$container" > /dev/null || {
    fail "docker stop fails"
    return 1
  }
  code=$($docker inspect -f '{{.State.ExitCode}}' "$container")
  [ "$code" = 0 ] || {
    fail "it ends with $code when it is stopped"
    return 1
  }
}

keep_log() { $docker logs "$container" > "$logs/$name-$mode-$1.log" 2>&1; }
clear() { $docker rm -f "$container" > /dev/null 2>&1; }

# Says "yes" for each thing that works, in `runs` and `again_runs`.
run_mode() {
  local flags=(-b)
  [ "$mode" = stand-alone ] || flags=()
  clear
  $docker volume rm "$data" > /dev/null 2>&1
  build "${flags[@]}" || {
    fail "build: $(last_words)"
    return 1
  }
  start && first && [ ! -s "$work/reason" ] || {
    keep_log first
    return 1
  }
  runs=yes
  stop || {
    keep_log first
    return 1
  }
  keep_log first
  clear
  start && again && [ ! -s "$work/reason" ] && stop || {
    keep_log again
    return 1
  }
  keep_log again
  again_runs=yes
}

# The row of a service, for the one that was there, in the table of this release.
record() {
  local row="| $name | $1 | $2 | $3 | $4 |"
  echo "$row"
  (
    flock 9
    grep -qxF "$heading" "$table" || printf '\n%s\n' "$heading" >> "$table"
    {
      sed "/^$heading\$/,\$d" "$table"
      printf '%s\n\n' "$heading"
      echo '| service | stand-alone | host-mounted | again on its volume | note |'
      echo '| --- | --- | --- | --- | --- |'
      {
        sed "1,/^$heading\$/d" "$table" | sed '/^## /,$d' |
          grep '^| ' | grep -v -e '^| service ' -e '^| --- ' -e "^| $name |"
        echo "$row"
      } | LC_ALL=C sort
      sed "1,/^$heading\$/d" "$table" | sed -n '/^## /,$p' | sed '1s/^/\n/'
    } > "$work/table"
    cat "$work/table" > "$table"
  ) 9>> "$table.lock"
  rm -f "$table.lock"
}

run_service() {
  # Always at the same place, so that the packages that it names are known the next time.
  case=${TMPDIR:-/tmp}/nixos-services/$name
  mkdir -p "${case%/*}"
  rm -rf "$case"
  cp -r "$cases/$name" "$case"
  configuration=$case/configuration-$release.nix
  [ -f "$configuration" ] || configuration=$case/configuration.nix
  image=nixos-services-$release-$name
  container=$image data=$image
  volume=/var/lib options=() refused='' note='' since=''
  prepare() { :; }
  cleanup() { :; }
  unset -f first
  again() { first; }
  # shellcheck disable=SC1091
  source "$case/client.sh"
  if [[ $release < $since ]]; then
    record - - - "this NixOS has no such module"
    return
  fi
  prepare
  if [ -n "$refused" ]; then
    if build -b; then
      record no - - "it is built, and should be refused"
      return 1
    elif grep -qF -- "$refused" "$work/build.log"; then
      record "refused" "refused" - "$(grep -F -- "$refused" "$work/build.log" | head -n 1 | sed 's/^nix-docker: //; s/^ *- //' | tr '|' /)"
      return
    fi
    record no - - "$(last_words)"
    return 1
  fi
  local stand_alone='not tried' host_mounted='not tried' again_both=yes reasons=''
  for mode in ${MODES:-stand-alone host-mounted}; do
    runs=no again_runs=no
    : > "$work/reason"
    run_mode || reasons+="$mode: $(cat "$work/reason") "
    if [ $mode = stand-alone ]; then stand_alone=$runs; else host_mounted=$runs; fi
    [ $again_runs = yes ] || again_both=no
    clear
    $docker volume rm "$data" > /dev/null 2>&1
  done
  cleanup
  [ -n "${KEEP_IMAGES-}" ] || $docker rmi -f "$image" > /dev/null 2>&1
  record "$stand_alone" "$host_mounted" "$again_both" "$note${reasons:+${note:+; }$reasons}"
  [ -z "$reasons" ]
}

work=$(mktemp -d)
logs=${LOGS:-$work/logs}
mkdir -p "$logs"
trap 'rm -rf "$work"' EXIT
# In braces, so that it is read before it runs: it takes a while, and this file may change meanwhile.
{
  status=0
  for name in "${names[@]}"; do
    if [ ! -f "$cases/$name/client.sh" ]; then
      echo "there is no $cases/$name/client.sh" >&2
      status=2
      continue
    fi
    run_service || status=1
  done
  exit $status
}
