#!/usr/bin/env bash
# Runs tests in a build that counts what they reach, and prints how much of src/ that is, and the files of which the
# most is missing.
#
#   sudo scripts/coverage.sh [TEST...]     without a TEST the unit tests alone; TEST: cli, init, nix_modules, …
#
# The unit tests need one compilation of this crate more. With a TEST everything is compiled once more, into
# target/coverage. What is killed has no time to write what it counted: PID 1 of tests/init counts only in part.
# Without LLVM's tools, or with a Rust that can't count, the tests run all the same, and only their result is
# reported.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
. scripts/rust.sh
ensure_rust

llvm_tools() {
  local host version place
  host=$(as_builder rustc -vV | sed -n 's/^host: //p')
  version=$(as_builder rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  for place in "$(as_builder rustc --print sysroot)/lib/rustlib/$host/bin" "/usr/lib/llvm-$version/bin"; do
    if [ -x "$place/llvm-cov" ] && [ -x "$place/llvm-profdata" ]; then
      echo "$place"
      return
    fi
  done
  return 1
}
find_llvm_tools() {
  llvm=$(llvm_tools) && return 0
  if has rustup && as_builder rustup component add llvm-tools > /dev/null 2>&1; then llvm=$(llvm_tools) && return 0; fi
  local package
  package=llvm-$(as_builder rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  is_root && [ -n "$(candidate "$package")" ] && install_packages "$package" && llvm=$(llvm_tools)
}

# programs CARGO_ARGUMENT...: compiles; $work/programs names the test programs that came of it.
programs() {
  local flags=()
  [ "$1" != rustc ] || flags=(-- -C instrument-coverage)
  run 'compiling tests that count' as_builder cargo "$@" --locked --message-format json "${flags[@]}" || return 1
  grep '^{' "$log" | jq -r 'select(.profile.test and .executable != null) | .executable' > "$work/programs"
}

counted() {
  if [ $# = 0 ]; then
    programs rustc --lib --profile test
    return
  fi
  local tests=()
  for test; do tests+=(--test "$test"); done
  RUSTFLAGS='-C target-feature=+crt-static -C instrument-coverage' CARGO_TARGET_DIR=target/coverage \
    programs test --no-run --lib "${tests[@]}"
}
found=
if find_llvm_tools && counted "$@"; then found=1; fi
if [ -z "$found" ]; then
  echo 'LEFT OUT coverage: there are no LLVM tools for this Rust, or it can not count'
  cargo test --locked --quiet --lib
  for test; do cargo test --locked --quiet --test "$test" -- --test-threads=2; done
  exit
fi

mapfile -t programs < "$work/programs"
for program in "${programs[@]}"; do
  LLVM_PROFILE_FILE=$work/profile-%p-%m.profraw "$program" --quiet --test-threads=2
done
# One that a killed process left unfinished is no reason to have no figure.
find "$work" -name '*.profraw' > "$work/profiles"
"$llvm/llvm-profdata" merge --sparse --failure-mode=all --input-files="$work/profiles" -o "$work/profile" 2> "$log" ||
  fail "llvm-profdata: $(cat "$log")"
if [ $# -gt 0 ]; then programs+=("$(find target/coverage -path '*/debug/nix-docker' | head -n 1)"); fi
objects=("${programs[0]}")
for program in "${programs[@]:1}"; do objects+=(--object "$program"); done
"$llvm/llvm-cov" export "${objects[@]}" --instr-profile="$work/profile" --summary-only 2> "$log" |
  jq -r --arg what "${*:-}" '
    # Of other crates nothing counts, and of the tests of this one neither.
    [.data[0].files[] | select(.filename | test("^src/") and (test("tests(/|\\.rs$)|^src/testing|^src/fuzzing") | not))]
    | (map(.summary.lines.count) | add) as $all | (map(.summary.lines.covered) | add) as $reached
    | "coverage of src/ by the unit tests\(if $what == "" then "" else " and " + $what end): "
      + "\($reached * 1000 / $all | round / 10) % of \($all) lines",
      (sort_by(.summary.lines.covered - .summary.lines.count) | .[:8][]
        | "  \(.summary.lines.count - .summary.lines.covered) lines of \(.filename) are not (\(.summary.lines.percent | round) % are)")'
