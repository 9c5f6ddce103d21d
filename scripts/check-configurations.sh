#!/usr/bin/env bash
# What `nix-docker check` says of many configurations, as a table: which would be built, how many units of each run,
# and why the others would not.
#
#   scripts/check-configurations.sh NIXPKGS CONFIGURATION...
#
# A CONFIGURATION may be a directory: then each of its *.nix is one. NIX_DOCKER names the program.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage="usage: scripts/check-configurations.sh NIXPKGS CONFIGURATION..."
nixpkgs=${1:?$usage}
shift
: "${1:?$usage}"
NIX_DOCKER=${NIX_DOCKER:-$here/../target/release/nix-docker}
for tool in jq "$NIX_DOCKER"; do
  command -v "$tool" > /dev/null || {
    echo "check-configurations: $tool is not there" >&2
    exit 1
  }
done

configurations=()
for given; do
  if [ -d "$given" ]; then configurations+=("$given"/*.nix); else configurations+=("$given"); fi
done

echo '| configuration | built | starts | left out | why not, or what is said |'
echo '| --- | --- | --- | --- | --- |'
for configuration in "${configurations[@]}"; do
  name=$(basename "$configuration" .nix)
  # A check ends with 1 where nothing would be built, and says so in its JSON.
  found=$("$NIX_DOCKER" check --json --nixpkgs "$nixpkgs" "$(realpath "$configuration")" 2> /dev/null || true)
  [ -n "$found" ] || found='{"error": "it said nothing", "starts": [], "leftOut": []}'
  jq -r --arg name "$name" '
    def line: gsub("\\s+"; " ") | gsub("\\|"; "/") | .[0:300];
    "| \($name) | \(if .builds then "yes" else "no" end) | \(.starts | length) | \(.leftOut | length) | "
    + (if .builds then (.warnings | length | "\(.) warnings") else (.error | line) end) + " |"
  ' <<< "$found"
done
