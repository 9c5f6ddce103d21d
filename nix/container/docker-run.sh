#!/bin/sh
# Runs this configuration in a container that mounts the host's /nix/store, read-only.
#
#   docker-run [-d] [OPTION...]    -d detaches; every other word is an option for `docker run`
#
# DOCKER names another client (default: docker). POSIX sh only: the host may have no bash.
set -eu

package=@out@
name=@name@
hash=@hash@
tag=@tag@
image=$name:$hash
docker=${DOCKER:-docker}
roots=/nix/var/nix/gcroots/nix-docker

fail() {
  printf 'docker-run: %s\n' "$1" >&2
  exit 1
}

case ${1:-} in
  -h | --help)
    sed -n '2,5s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

command -v "$docker" > /dev/null 2>&1 ||
  fail "there is no $docker on PATH: install Docker, or set DOCKER to another client"
problem=$("$docker" version --format '{{.Server.Version}}' 2>&1 > /dev/null) || case $problem in
  *"permission denied"*) fail "no permission on Docker's socket: use sudo, or join the group docker" ;;
  *) fail "no Docker daemon answers: start it, or set DOCKER_HOST ($problem)" ;;
esac

# The image is metadata only and its tag is the hash of the configuration: one that is there is right.
if ! "$docker" image inspect "$image" > /dev/null 2>&1; then
  "$docker" load --quiet --input "$package/image.tar" > /dev/null || fail "can't load $package/image.tar"
fi
[ -z "$tag" ] || "$docker" tag "$image" "$name:$tag"

# What a container runs lives in the host's store: keep it from the garbage collector while there is one.
if [ -d "$roots" ] || mkdir -p "$roots" 2> /dev/null; then
  for root in "$roots"/*; do
    [ -L "$root" ] && [ "$root" != "$roots/$hash" ] || continue
    # A young root may belong to a container that is just being made.
    [ -n "$(find "$root" -prune -mtime +0)" ] || continue
    [ -n "$("$docker" ps --all --quiet --filter "label=nix-docker.hash=${root##*/}")" ] || rm -f "$root"
  done
fi
ln -sfn "$package" "$roots/$hash" 2> /dev/null ||
  printf 'docker-run: note: no permission to write %s: keep %s alive yourself (./result does), or use sudo\n' \
    "$roots" "$package" >&2

if [ "${1:-}" = -d ]; then
  shift
  mode=--detach
elif [ -t 0 ] && [ -t 1 ]; then
  mode='--tty --interactive'
else
  mode=
fi
# shellcheck disable=SC2086 # $mode is nothing, one word or two
exec "$docker" run $mode --label "nix-docker.hash=$hash" --volume /nix/store:/nix/store:ro "$@" "$image"
