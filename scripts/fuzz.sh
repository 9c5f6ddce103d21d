#!/usr/bin/env bash
# Fuzzes what PID 1 takes from others (fuzz/fuzz_targets), one target after the other. Not part of the gate.
#
#   scripts/fuzz.sh [SECONDS [TARGET...]]    SECONDS for each target (default 60; 400 make an hour of all nine)
#
# Needs cargo-fuzz (cargo install cargo-fuzz). What is found lies in fuzz/artifacts/TARGET; what was learned stays
# in fuzz/corpus/TARGET, and the next run begins there.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift $(($# > 0 ? 1 : 0))
command -v cargo-fuzz > /dev/null || {
  echo 'fuzz: there is no cargo-fuzz: cargo install cargo-fuzz' >&2
  exit 1
}
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list)

# Sanitizers are for nightly compilers; this lets a stable one have them. Links libFuzzer, so not statically.
export RUSTC_BOOTSTRAP=1
triple=$(rustc -vV | sed -n 's/^host: //p')
export CARGO_BUILD_TARGET=$triple
build=(--release --target "$triple")

found=0
printf '%-12s %12s %10s %8s\n' target runs features findings
for target in "${targets[@]}"; do
  mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
  log=$(mktemp)
  cargo fuzz build "${build[@]}" "$target" > "$log" 2>&1 || {
    cat "$log" >&2
    exit 1
  }
  before=$(find "fuzz/artifacts/$target" -type f | wc -l)
  cargo fuzz run "${build[@]}" "$target" "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=8192 -print_final_stats=1 \
    > "$log" 2>&1 || true
  after=$(find "fuzz/artifacts/$target" -type f | wc -l)
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  features=$(sed -n 's/.* ft: \([0-9]*\).*/\1/p' "$log" | tail -n 1)
  printf '%-12s %12s %10s %8s\n' "$target" "${runs:-0}" "${features:-0}" "$((after - before))"
  if [ "$after" -gt "$before" ] || [ -z "$runs" ]; then
    found=1
    tail -n 40 "$log" >&2
  fi
  rm -f "$log"
done
exit "$found"
