#!/usr/bin/env bash
# user-ids.sh IMAGE…: a user or a group that several images have has one number
# in all of them, whatever else they hold.
set -euo pipefail

if [ $# -lt 2 ]; then
  echo "usage: user-ids.sh IMAGE IMAGE..." >&2
  exit 2
fi

all=$(mktemp)
trap 'rm -f "$all"' EXIT
for image; do
  container=$(docker create "$image")
  for file in passwd group; do
    docker cp "$container:/etc/$file" - | tar -xO | awk -F : -v file="$file" '{ print file, $1, $3 }' >> "$all"
  done
  docker rm "$container" > /dev/null
done

moved=$(sort -u "$all" | awk '{ seen[$1 " " $2] = seen[$1 " " $2] " " $3; count[$1 " " $2]++ } END { for (name in seen) if (count[name] > 1) print name ":" seen[name] }')
if [ -n "$moved" ]; then
  echo "FAILED: numbers that are not the same everywhere:" >&2
  echo "$moved" >&2
  exit 1
fi
echo "  $(sort -u "$all" | wc -l) users and groups have the same number in all of $# images"
