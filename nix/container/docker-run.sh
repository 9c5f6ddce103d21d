#!/bin/sh
# Runs this configuration in a container that mounts the host's /nix/store, read-only.
#
#   docker-run [-d] [OPTION...] [-- COMMAND...]
#
# -d detaches; every other word is an option for `docker run`. A command runs beside the services.
#
# DOCKER names another client (default: docker). POSIX sh only: the host may have no bash.
set -eu

package=@out@
name=@name@
hash=@hash@
tag=@tag@
# What the container is allowed besides what every container is.
options='@options@'
# What image stores call the image: Docker's classic one and podman the first, containerd's the second.
ids='@ids@'
image=$name:$hash
docker=${DOCKER:-docker}
roots=/nix/var/nix/gcroots/nix-docker

fail() {
  printf 'docker-run: %s\n' "$1" >&2
  exit 1
}

if [ "${1:-}" = --help ]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0"
  exit 0
fi

command -v "$docker" > /dev/null 2>&1 ||
  fail "there is no $docker on PATH: install Docker, or set DOCKER to another client"
problem=$("$docker" version --format '{{.Server.Version}}' 2>&1 > /dev/null) || case $problem in
  *"permission denied"*) fail "no permission on Docker's socket: use sudo, or join the group docker" ;;
  *) fail "no Docker daemon answers: start it, or set DOCKER_HOST ($problem)" ;;
esac

# An image of this name may have been made of a package that was damaged: its id says what is in it.
is_loaded() {
  id=$("$docker" image inspect --format '{{.Id}}' "$image" 2> /dev/null) || return 1
  case " $ids " in *" ${id#sha256:} "*) ;; *) return 1 ;; esac
}
if ! is_loaded; then
  "$docker" load --quiet --input "$package/image.tar" > /dev/null || fail "can't load $package/image.tar"
  is_loaded || fail "$package/image.tar gives another image than was built: \`nix-store --verify-path $package\` \
says whether it is damaged, \`nix-store --repair-path $package\` mends it"
fi
[ -z "$tag" ] || "$docker" tag "$image" "$name:$tag"

# What a container runs lives in the host's store: keep it from the garbage collector while there is one. Which
# containers there are, only their own daemon knows, so each daemon's roots have a directory. Docker has an id,
# which two daemons may share, and a data directory; podman the directory only. Links in $roots itself are an
# earlier docker-run's: nobody knows whose, so they stay.
daemon=$("$docker" info --format '{{.ID}} {{.DockerRootDir}}' 2> /dev/null) ||
  daemon=$("$docker" info --format "$(cat /etc/machine-id 2> /dev/null) {{.Store.GraphRoot}}" 2> /dev/null) ||
  daemon=
case $daemon in '' | ' '*) daemon=unknown ;; esac
own=$roots/$(printf %s "$daemon" | tr -c A-Za-z0-9 -)
{ mkdir -p "$own" && ln -sfn "$package" "$own/$hash"; } 2> /dev/null ||
  printf 'docker-run: note: no permission to write %s: keep %s alive yourself (./result does), or use sudo\n' \
    "$roots" "$package" >&2
for root in "$own"/*; do
  if [ ! -L "$root" ] || [ "$root" = "$own/$hash" ] || [ "$daemon" = unknown ]; then continue; fi
  containers=$("$docker" ps --all --quiet --filter "label=nix-docker.hash=${root##*/}" 2> /dev/null) || continue
  # A young root may belong to a container that is just being made.
  [ -n "$containers" ] || [ -z "$(find "$root" -prune -mtime +0)" ] || rm -f "$root"
done

mode=
if [ "${1:-}" = -d ]; then
  shift
  mode=--detach
fi
# The image stands between the options and the command.
command=
for word; do
  shift
  if [ -z "$command" ] && [ "$word" = -- ]; then
    command=yes
    word=$image
  fi
  set -- "$@" "$word"
done
[ -n "$command" ] || set -- "$@" "$image"
if [ -n "$mode" ]; then
  :
elif [ -t 0 ] && [ -t 1 ]; then
  mode='--tty --interactive'
elif [ -n "$command" ]; then
  mode=--interactive
fi
# shellcheck disable=SC2086 # $mode and $options are any number of words
exec "$docker" run $mode $options --label "nix-docker.hash=$hash" --volume /nix/store:/nix/store:ro "$@"
