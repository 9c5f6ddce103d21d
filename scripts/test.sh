#!/usr/bin/env bash
# Sets up what the tests need and runs them all: formatting, lints, unit tests, command line, Nix modules,
# PID 1, end to end with the real Nix, the real Docker and real clients. The one gate, here and in CI.
#
#   sudo scripts/test.sh
set -euo pipefail
cd "$(dirname "$0")/.."

began=$SECONDS
step() { printf '\n=== %s (%d s)\n' "$1" "$((SECONDS - began))"; }

step 'set-up'
scripts/install-nix.sh
scripts/install-docker.sh
packages=(ca-certificates curl gcc jq libc6-dev python3
  bind9-dnsutils mariadb-client openssh-client postgresql-client redis-tools
  podman netavark catatonit)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null | grep -qx installed || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q > /dev/null
  apt-get install -q -y --no-install-recommends "${missing[@]}" > /dev/null
fi

step 'formatting'
cargo fmt --check

step 'lints'
cargo clippy --locked --all-targets --quiet -- -D warnings
# What the fuzz targets call (scripts/fuzz.sh) still compiles.
cargo rustc --locked --quiet --lib --profile check -- --cfg fuzzing -D warnings

step 'release build'
cargo build --locked --release --quiet
NIX_DOCKER=$(echo "$PWD"/target/*/release/nix-docker)
export NIX_DOCKER
ls -l "$NIX_DOCKER"

step 'tests'
# The same random cases each time, so that what is let in is not a matter of luck. To look for more:
#   PROPTEST_CASES=1000000 CARGO_PROFILE_DEV_OPT_LEVEL=2 cargo test --lib properties
export PROPTEST_RNG_SEED=1
# The end-to-end tests come last and on their own: they would starve the others on a small machine.
cargo test --locked --quiet --lib --bins
for file in tests/*.rs tests/*/main.rs; do
  [ -e "$file" ] || continue
  case $file in
    */main.rs) name=$(basename "$(dirname "$file")") ;;
    *) name=$(basename "$file" .rs) ;;
  esac
  [ "$name" != e2e ] || continue
  step "tests: $name"
  cargo test --locked --quiet --test "$name" -- --test-threads=2
done
step 'tests: e2e'
cargo test --locked --quiet --test e2e -- --test-threads=2 --nocapture

step 'done'
