# What the benchmarks share; sourced by each of them, with the tools that it needs as arguments.
#
# NIX_DOCKER is the release binary to measure (default: cargo builds it). $work is a directory that goes
# in the end; a benchmark that leaves more behind defines `cleanup`.
fail() {
  printf '%s: %s\n' "$(basename "$0" .sh)" "$1" >&2
  exit 1
}

for tool; do command -v "$tool" > /dev/null || missing+=" $tool"; done
[ -z "${missing:-}" ] || fail "missing:$missing: install them (Debian: docker.io nix-bin jq time supervisor s6)"
docker version > /dev/null 2>&1 || fail "the Docker daemon does not answer"
if [ -z "${NIX_DOCKER:-}" ]; then
  NIX_DOCKER=$(cargo build --quiet --release --message-format json-render-diagnostics |
    jq -r 'select(.target.name? == "nix-docker").executable | values') || fail "cargo can't build the program"
fi
[ -x "$NIX_DOCKER" ] || fail "NIX_DOCKER=$NIX_DOCKER is no program"
NIX_DOCKER=$(realpath "$NIX_DOCKER")

work=$(mktemp -d)
cleanup() { :; }
trap 'cleanup; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# median: of the numbers on standard input, one a line.
median() {
  sort -n | awk '{ x[NR] = $1 } END { print NR % 2 ? x[(NR + 1) / 2] : (x[NR / 2] + x[NR / 2 + 1]) / 2 }'
}

# spread: their median and, in brackets, their quartiles.
spread() {
  sort -n | awk '{ x[NR] = $1 }
    function at(part, i) { i = 1 + (NR - 1) * part; return x[int(i)] + (i - int(i)) * (x[int(i) + 1] - x[int(i)]) }
    END { printf "%.1f (%.1f to %.1f)\n", at(0.5), at(0.25), at(0.75) }'
}

# calculate EXPRESSION [FORMAT]: its value.
calculate() {
  awk "BEGIN { printf \"${2:-%.1f}\", ($1) }"
}

# installed PACKAGE...: the sum of their Installed-Size in MiB.
installed() {
  apt-cache show --no-all-versions "$@" | awk '/^Installed-Size:/ { kib += $2 } END { printf "%.1f", kib / 1024 }'
}

# whole PACKAGE: the names of the packages that apt would install for it where there is nothing yet.
whole() {
  apt-get -s --no-install-recommends -o Dir::State::status=/dev/null -o Dir::Cache::pkgcache= install "$1" |
    awk '/^Inst/ { print $2 }'
}

# verdict NUMBER TARGET: whether it (what is before a space) meets a target like `≤ 3`; nothing where there is none.
verdict() {
  local relation=${2% *}
  relation=${relation/≤/<=}
  [ -z "$2" ] || { [ "$(calculate "${1%% *} ${relation/≥/>=} ${2#* }" %d)" = 1 ] && echo met || echo '**missed**'; }
}
