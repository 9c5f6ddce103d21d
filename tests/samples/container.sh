# What the checks of the samples share; sourced by each of them.
#
# A check is given CONTAINER, the name of a running container of the sample that
# it is named after, and ADDRESS, the container's address.  It asks with the
# service's own client, says what it asks, and ends with a status other than 0
# at the first answer that is wrong.  It may restart the container, or replace
# it by another one with the same volumes; it leaves one of that name running.
set -euo pipefail

: "${CONTAINER:?the name of a running container}"
: "${ADDRESS:?the address of the container}"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() {
  echo "  $*"
}

fail() {
  echo "FAILED: $*" >&2
  docker logs --tail 40 "$CONTAINER" >&2 || true
  exit 1
}

# eventually SECONDS COMMAND…: the command succeeds within that time.
eventually() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" > "$scratch/last" 2>&1; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      cat "$scratch/last" >&2
      fail "this did not succeed in time: $*"
    fi
    sleep 0.3
  done
}

# expect WHAT WANTED COMMAND…: the command's output has the wanted text in it.
expect() {
  local what=$1 wanted=$2 found
  shift 2
  say "$what"
  found=$("$@" 2>&1) || true
  case $found in
    *"$wanted"*) ;;
    *) fail "$what: expected \"$wanted\", found \"$found\"" ;;
  esac
}

# expect_failure WHAT COMMAND…: the command does not succeed.
expect_failure() {
  local what=$1
  shift
  say "$what"
  if "$@" > "$scratch/last" 2>&1; then
    cat "$scratch/last" >&2
    fail "$what: it succeeded"
  fi
}

inside() {
  docker exec -i "$CONTAINER" "$@"
}

# active UNIT…: the container says of each unit that it is active.
active() {
  local unit
  for unit; do
    say "$unit is active"
    [ "$(inside systemctl is-active "$unit")" = active ] || fail "$unit is not active"
  done
}

find_address() {
  ADDRESS=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$CONTAINER")
}

# Puts another container of the same image, with the same volumes, in the
# container's place.
replace_container() {
  say "the container is removed and made anew, with the same volumes"
  local image network before=$CONTAINER-before
  image=$(docker inspect --format '{{.Image}}' "$CONTAINER")
  network=$(docker inspect --format '{{.HostConfig.NetworkMode}}' "$CONTAINER")
  docker stop --time 30 "$CONTAINER" > /dev/null
  docker rename "$CONTAINER" "$before"
  docker run -d --name "$CONTAINER" --network "$network" --volumes-from "$before" "$image" > /dev/null
  docker rm "$before" > /dev/null
  find_address
}
