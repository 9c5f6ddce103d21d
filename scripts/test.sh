#!/usr/bin/env bash
# Sets up what the tests need and runs them all: formatting, lints, unit tests, command line, Nix modules,
# PID 1, end to end with the real Nix, the real Docker and real clients. The one gate, here and in CI.
#
#   sudo scripts/test.sh
#
# At its end it prints how long each step took, what was skipped, and how many tests passed. A test that lacks what it
# needs fails, unless NIX_DOCKER_TEST_SKIPS names it (see CONTRIBUTING.md).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
. scripts/rust.sh

# Nothing else may be missing: there is no nixpkgs on a clean machine.
[ -n "${NIX_DOCKER_TEST_NIXPKGS:-}" ] || export NIX_DOCKER_TEST_SKIPS="${NIX_DOCKER_TEST_SKIPS:-nixpkgs}"
began=$SECONDS current='' since=0
: > "$work/steps"
: > "$work/tests"
end_step() { [ -z "$current" ] || printf '%5d s  %s\n' "$((SECONDS - since))" "$current" >> "$work/steps"; }
step() {
  end_step
  current=$1 since=$SECONDS
  printf '\n=== %s (%d s)\n' "$1" "$((SECONDS - began))"
}
# Also of a run that failed.
summary() {
  end_step
  printf '\n=== %d s\n' "$((SECONDS - began))"
  cat "$work/steps"
  { grep -oE '(SKIPPED|LEFT OUT) .*' "$work/tests" || true; } | sort -u
  sed -n 's/^test result: .* \([0-9]*\) passed; \([0-9]*\) failed.*/\1 \2/p' "$work/tests" | awk \
    -v skipped="$(grep -c 'SKIPPED .*: without' "$work/tests")" \
    '{ passed += $1; failed += $2 } END { printf "tests: %d passed, %d failed, %d skipped\n", passed - skipped, failed, skipped }'
}
release='' oldest=''
finish_all() {
  for job in $release $oldest; do kill "$job" 2> /dev/null || true; done
  give_back
  summary
  finish
}
trap finish_all EXIT

# keep COMMAND...: what it says is also kept for the summary.
keep() { "$@" 2>&1 | tee -a "$work/tests"; }
run_tests() { keep cargo test --locked --quiet --test "$1" -- --test-threads=2 "${@:2}"; }

step 'set-up'
scripts/install-nix.sh
scripts/install-docker.sh
packages=(ca-certificates curl gcc jq libc6-dev python3 shellcheck shfmt
  bind9-dnsutils dbus-daemon fish git man-db mariadb-client openssh-client postgresql-client redis-tools tzdata zsh
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

# oldest_rust: whether it compiles with the one that Cargo.toml promises, where rustup can have that.
oldest_rust() {
  if [ "$(minor rustc)" = "$minimum" ]; then return 0; fi
  if ! has rustup || ! as_builder rustup toolchain install --profile minimal "1.$minimum" > /dev/null 2>&1; then
    echo "LEFT OUT rust 1.$minimum: rustup can not have it; clippy alone looks at what that lacks" >> "$work/tests"
    return 0
  fi
  as_builder cargo "+1.$minimum" check --locked --target-dir target/oldest
}
# As scripts/quickstart.sh has it, which finds nothing left to build then (tests/e2e/readme.rs).
NIX_DOCKER_COMMIT=$(as_builder git rev-parse --short=12 HEAD 2> /dev/null) || NIX_DOCKER_COMMIT=
export NIX_DOCKER_COMMIT
# The release build's last part uses one core alone: the lints and the tests are compiled meanwhile.
as_builder cargo build --release --locked > "$work/release" 2>&1 &
release=$!

step 'form'
keep scripts/lint.sh

step 'lints'
compile 'lints' clippy --all-targets -- -D warnings
# What the fuzz targets call (scripts/fuzz.sh) still compiles.
compile 'what is fuzzed' rustc --lib --profile check -- --cfg fuzzing -D warnings
RUSTDOCFLAGS='-D warnings' compile 'documentation' doc --no-deps --lib --document-private-items

step 'compiling the tests'
# They are built by the builder and run by root, with the same cargo.
compile 'tests' test --no-run --bins --examples --test '*'

step 'release build'
wait "$release" || {
  cat "$work/release" >&2
  exit 1
}
release=
# Beside the tests, which wait more than they compute.
oldest_rust > "$work/oldest" 2>&1 &
oldest=$!
NIX_DOCKER=$(echo "$PWD"/target/*/release/nix-docker)
export NIX_DOCKER
ls -l "$NIX_DOCKER"

step 'tests: units'
# The same random cases each time, so that what is let in is not a matter of luck. To look for more:
#   PROPTEST_CASES=1000000 CARGO_PROFILE_DEV_OPT_LEVEL=2 cargo test --lib properties
export PROPTEST_RNG_SEED=1
keep scripts/coverage.sh
# The end-to-end tests come last and on their own: they would starve the others on a small machine.
for file in tests/*.rs tests/*/main.rs; do
  case $file in
    */main.rs) name=$(basename "$(dirname "$file")") ;;
    *) name=$(basename "$file" .rs) ;;
  esac
  [ "$name" != e2e ] || continue
  step "tests: $name"
  run_tests "$name"
done
step 'tests: a newer Nix'
if scripts/newer-nix.sh target/newer-nix; then
  for name in nix_check nix_flakes nix_messages nix_packages; do
    PATH=$PWD/target/newer-nix/bin:$PATH run_tests "$name"
  done
else
  case " ${NIX_DOCKER_TEST_SKIPS:-} " in
    *' newer-nix '*) echo 'SKIPPED tests with a newer Nix: without newer-nix: it can not be had' | tee -a "$work/tests" ;;
    *) fail 'a newer Nix can not be had; where these tests may be skipped, NIX_DOCKER_TEST_SKIPS has the word newer-nix' ;;
  esac
fi
give_back

step 'the oldest Rust'
wait "$oldest" || {
  cat "$work/oldest" >&2
  exit 1
}
oldest=

step 'tests: e2e'
run_tests e2e --nocapture
