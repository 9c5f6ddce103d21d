#!/usr/bin/env bash
# Puts a terminal session into the README, of a real run: the first example is built, run and asked, in the directory
# /tmp/web, and what was said stands between the two comments.
#
#   scripts/session.sh         NIX_DOCKER: the program (default: target/*/release/nix-docker)
#
# It needs the port 8080, and that there is no image my-image and no directory /tmp/web. What it makes it removes.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh

program=$(realpath "${NIX_DOCKER:-$(echo "$PWD"/target/*/release/nix-docker)}")
readme=$PWD/README.md
[ -z "$(docker images -q my-image)" ] || fail 'there is an image my-image'
mkdir /tmp/web || fail 'there is a /tmp/web'
container=
clean_up() {
  [ -z "$container" ] || docker rm -f -v "$container" > /dev/null
  docker rmi -f my-image > /dev/null 2>&1 || true
  rm -rf /tmp/web
  finish
}
trap clean_up EXIT

awk '/^```/ { inside = !inside && /nix$/; next } inside { print } !inside && seen { exit } { seen = inside }' README.md \
  > /tmp/web/configuration.nix
mkdir /tmp/web/www "$work/bin"
echo '<h1>It works</h1>' > /tmp/web/www/index.html
ln -s "$program" "$work/bin/nix-docker"

# At a terminal curl shows no progress of what goes there.
echo silent > "$work/.curlrc"
# show COMMAND: as it is typed, and what it says.
show() {
  echo "\$ $1"
  (cd /tmp/web && CURL_HOME=$work PATH=$work/bin:$PATH bash -euc "$1") 2>&1
}
session() {
  show 'nix-docker -b -t my-image configuration.nix'
  show 'docker run -d -p 8080:80 my-image' | tee "$work/started"
  container=$(tail -n 1 "$work/started")
  for ((i = 0; i < 100; i++)); do
    curl -fsS http://localhost:8080/ > /dev/null 2>&1 && break
    sleep 0.1
  done
  show 'curl http://localhost:8080/'
  show "docker exec ${container:0:12} systemctl status httpd" | sed -n 1,7p
  show "docker logs ${container:0:12}" | sed -n 1,2p
  show "docker stop ${container:0:12}"
  show 'docker images my-image'
}
session > "$work/session"
{
  sed '/^<!-- scripts\/session.sh -->$/q' "$readme"
  echo '```console'
  sed 's/ *$//' "$work/session"
  echo '```'
  sed -n '/^<!-- end of the session -->$/,$p' "$readme"
} > "$work/readme"
cat "$work/readme" > "$readme"
say 'README.md has a new session'
