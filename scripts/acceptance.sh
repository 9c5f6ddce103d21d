#!/usr/bin/env bash
# Which service modules of a nixpkgs would be built: each switch `services.*.enable` is switched on alone, and the
# configuration put to `nix-docker check --json`. Nothing is built.
#
#   scripts/acceptance.sh NIXPKGS [--every N] [--modules FILE] [--again OUTCOME] [--report]
#
#   --every N        only every Nth switch
#   --modules FILE   only switches of the modules that FILE has a line for (services/web-servers/nginx.nix)
#   --again OUTCOME  put those cases again whose outcome this was (all: every one)
#   --report         only print the report of what is known
#
# What a case came to is kept in target/acceptance/VERSION.jsonl (RESULTS names another directory), a line each, and
# is not asked again: a run that was stopped goes on where it was. PROCESSES (default 2) is how many work at a time,
# NIX_DOCKER the program. The report, as docs/acceptance.md has it, is printed at the end.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fail() {
  echo "acceptance: $*" >&2
  exit 1
}

nixpkgs=$(realpath "${1:?usage: scripts/acceptance.sh NIXPKGS [--every N] [--modules FILE] [--again OUTCOME] [--report]}")
every=1 modules='' again='' report=
shift
while [ $# -gt 0 ]; do
  case $1 in
    --every)
      every=$2
      shift 2
      ;;
    --modules)
      modules=$2
      shift 2
      ;;
    --again)
      again=$2
      shift 2
      ;;
    --report)
      report=1
      shift
      ;;
    *) fail "no such option: $1" ;;
  esac
done
for tool in jq nix-instantiate xargs flock; do
  command -v $tool > /dev/null || fail "$tool is not installed"
done
NIX_DOCKER=$(realpath "${NIX_DOCKER:-$here/../target/release/nix-docker}")
[ -x "$NIX_DOCKER" ] || fail "$NIX_DOCKER is not there: build it, or name it in NIX_DOCKER"

evaluate() { nix-instantiate --eval --strict --json "$here/acceptance.nix" --arg nixpkgs "$nixpkgs" "$@"; }

version=$(evaluate -A version | jq -r .)
directory=${RESULTS:-$here/../target/acceptance}
mkdir -p "$directory"
results=$directory/$version.jsonl
touch "$results"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NIX_DOCKER here nixpkgs results work
export XDG_CACHE_HOME=$work/cache
# Else a third of an evaluation's time goes into collecting garbage.
export GC_INITIAL_HEAP_SIZE=${GC_INITIAL_HEAP_SIZE:-1G}

# What an empty configuration has does not belong to a case.
check() { timeout 300 "$NIX_DOCKER" check --json --nixpkgs "$nixpkgs" "$1" 2> "$2"; }
export -f check

# one SWITCH: puts one case (a line of JSON: path, module), and keeps what it came to.
one() {
  local case configuration line round option
  local candidates=('"/run/x"' '{ }' '[ ]' 1 true)
  local -A given=()
  case=$(mktemp -d "$work/case.XXXXXX")
  configuration=$case/configuration.nix
  # An option that has no value gets one: a text, else what else its type takes.
  for ((round = 0; round < 9; round++)); do
    {
      echo '{'
      echo '  nixpkgs.config = { allowUnfree = true; allowBroken = true; allowInsecurePredicate = _: true; };'
      jq -r '"  \([.path[] | tojson] | join(".")).enable = true;"' <<< "$1"
      for option in "${!given[@]}"; do echo "  $option = ${candidates[given[$option]]};"; done
      echo '}'
    } > "$configuration"
    check "$configuration" "$case/said" > "$case/check.json" || true
    option=$(jq -r '.error // "" | capture("[Oo]ption (value )?`(?<name>[^ `]*)\u0027 (is used but not defined|was accessed but has no value|is not of type)").name' \
      "$case/check.json" 2> /dev/null | head -n 1) || true
    [ -n "$option" ] || break
    given[$option]=$((${given[$option]:--1} + 1))
    [ "${given[$option]}" -lt ${#candidates[@]} ] || break
  done
  local plain=null
  if [ ! -s "$case/check.json" ]; then
    jq -n --arg said "$(tail -n 5 "$case/said")" '{ builds: false, error: "it ended without an answer: \($said)" }' \
      > "$case/check.json"
  fi
  # Nothing is known of it: it was not evaluated. Would NixOS?
  if jq -e '.builds == false and ((.starts // []) + (.waits // []) + (.refused // []) + (.users // []) == [])' \
    "$case/check.json" > /dev/null; then
    if timeout 300 nix-instantiate --eval --read-write-mode "$here/acceptance.nix" --arg nixpkgs "$nixpkgs" -A plain \
      --arg configuration "$configuration" > "$case/plain" 2>&1; then
      plain=true
    else
      plain=false
    fi
  fi
  line=$(jq -c --argjson given "$(printf '%s\n' "${!given[@]}" | jq -R . | jq -sc 'map(select(. != ""))')" --argjson switch "$1" --argjson plain $plain --slurpfile empty "$work/empty.json" --arg nixpkgs "$nixpkgs" \
    -f "$here/acceptance.jq" "$case/check.json")
  {
    flock 9
    echo "$line" >> "$results"
  } 9>> "$results.lock"
  rm -rf "$case"
  jq -r '"\(.outcome): \(.switch)"' <<< "$line" >&2
}
export -f one

print() {
  jq -rs --arg version "$version" --argjson total "$(evaluate -A switches | jq length)" -f "$here/acceptance-report.jq" "$results"
}

if [ -z "$report" ]; then
  if [ -n "$again" ]; then
    jq -c --arg again "$again" 'select($again != "all" and .outcome != $again)' "$results" > "$work/kept"
    cat "$work/kept" > "$results"
  fi
  jq -r .switch "$results" > "$work/known"
  echo '{ }' > "$work/empty.nix"
  check "$work/empty.nix" "$work/said" > "$work/empty.json" || fail "an empty configuration is refused: $(cat "$work/said")"
  evaluate -A switches |
    jq -c --argjson every "$every" --rawfile known "$work/known" --rawfile modules "${modules:-/dev/null}" \
      'def set: split("\n") | map({ key: ., value: true }) | from_entries;
      ($known | set) as $known | ($modules | set) as $modules
      | to_entries[] | select(.key % $every == 0) | .value
      | select($known[.path | join(".")] | not) | select($modules == {} or $modules[.module])' |
    tr '\n' '\0' | nice xargs -0 -r -n 1 -P "${PROCESSES:-2}" bash -c 'one "$1"' one
fi
print
