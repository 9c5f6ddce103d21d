#!/usr/bin/env bash
# no-secrets.sh IMAGE…: looks through whole images for what must not be in any:
# private keys, host keys, hashes of passwords, keys that are made at first start.
set -euo pipefail

status=0
found() {
  echo "FAILED: $1: $2" >&2
  status=1
}

look_through() {
  local image=$1 container root
  root=$(mktemp -d)
  container=$(docker create "$image")
  docker export "$container" | tar -x -C "$root" --exclude 'dev/*'
  docker rm "$container" > /dev/null

  # A whole key, rather than a program that knows what a key begins with. Libraries have whole ones, from
  # the published test vectors that they check themselves with.
  local key='-----BEGIN [A-Z ]*PRIVATE KEY-----\r?\n[A-Za-z0-9+/=\r\n]{60,}'
  while IFS= read -r file; do
    found "$image" "a private key in ${file#"$root"}"
  done < <(grep -rlPzsI -D skip --exclude='*.so.*' -- "$key" "$root" || true)

  while IFS= read -r file; do
    found "$image" "${file#"$root"}"
  done < <(find "$root" -type f \( -name 'ssh_host_*_key' -o -name 'rndc.key' -o -name 'session.key' \
    -o -name 'wp-keys.php' -o -name '.pgpass' -o -name 'id_ed25519' -o -name 'id_rsa' -o -name 'ssl-cert-snakeoil.key' \))

  if [ -e "$root/etc/shadow" ] && grep -vE '^[^:]+:[!*]*:' "$root/etc/shadow" | grep -q .; then
    found "$image" "the hash of a password in /etc/shadow"
  fi
  if [ -d "$root/var/lib" ] && find "$root/var/lib/mysql" "$root/var/lib/postgresql" "$root/data" -type f 2> /dev/null | grep -q .; then
    found "$image" "data of a database"
  fi
  chmod -R u+rwX "$root"
  rm -rf "$root"
}

if [ $# -eq 0 ]; then
  echo "usage: no-secrets.sh IMAGE..." >&2
  exit 2
fi
for image; do
  echo "  no secret is in $image"
  look_through "$image"
done
exit $status
