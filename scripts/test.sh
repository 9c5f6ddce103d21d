#!/usr/bin/env bash
# Sets up what the tests need and runs them all: formatting, lints, unit tests, command line, Nix modules,
# PID 1, end to end with the real Nix, the real Docker and real clients. The one gate, here and in CI.
#
#   sudo scripts/test.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
. scripts/rust.sh

began=$SECONDS
step() { printf '\n=== %s (%d s)\n' "$1" "$((SECONDS - began))"; }
trap 'give_back; finish' EXIT

step 'set-up'
scripts/install-nix.sh
scripts/install-docker.sh
packages=(ca-certificates curl gcc jq libc6-dev python3
  bind9-dnsutils dbus-daemon git man-db mariadb-client openssh-client postgresql-client redis-tools tzdata
  podman netavark catatonit)
missing=()
for package in "${packages[@]}"; do is_installed "$package" || missing+=("$package"); done
if [ ${#missing[@]} -gt 0 ]; then
  update "the packages ${missing[*]}"
  install_packages "${missing[@]}"
fi
ensure_rust
ensure_lints
give_back

step 'formatting'
as_builder cargo fmt --check

step 'lints'
compile 'lints' clippy --all-targets -- -D warnings
# What the fuzz targets call (scripts/fuzz.sh) still compiles.
compile 'what is fuzzed' rustc --lib --profile check -- --cfg fuzzing -D warnings

step 'release build'
compile 'release build' build --release
NIX_DOCKER=$(echo "$PWD"/target/*/release/nix-docker)
export NIX_DOCKER
ls -l "$NIX_DOCKER"

step 'tests'
# Nothing else may be missing. See CONTRIBUTING.md.
[ -n "${NIX_DOCKER_TEST_NIXPKGS:-}" ] || export NIX_DOCKER_TEST_SKIPS="${NIX_DOCKER_TEST_SKIPS:-nixpkgs}"
# The same random cases each time, so that what is let in is not a matter of luck. To look for more:
#   PROPTEST_CASES=1000000 CARGO_PROFILE_DEV_OPT_LEVEL=2 cargo test --lib properties
export PROPTEST_RNG_SEED=1
# They are built by the builder and run by root, with the same cargo.
compile 'tests' test --no-run
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
step 'tests: a newer Nix'
if scripts/newer-nix.sh target/newer-nix; then
  for name in nix_check nix_flakes nix_messages nix_packages; do
    PATH=$PWD/target/newer-nix/bin:$PATH cargo test --locked --quiet --test "$name" -- --test-threads=2
  done
else
  echo 'SKIPPED: a newer Nix can not be had'
fi
give_back

step 'tests: e2e'
cargo test --locked --quiet --test e2e -- --test-threads=2 --nocapture

step 'done'
