#!/usr/bin/env bash
# Runs the tests that a nixpkgs has for its library on the library of the standalone set.
#
#   scripts/test-lib.sh NIXPKGS [FILE…]
#
# Prints a table: file, how many pass, of how many, how many end in another message than the one they ask for, and
# which fail in all (names, or lines of a script). FILE is one of misc fetchers systems path modules network sources
# filesystem debug fileset (without one: all but fileset, which takes many minutes). The tests are taken from NIXPKGS,
# changed to go on after a failure, and removed afterwards. WHY=1 prints the messages of those that fail.
set -euo pipefail
[ $# -ge 1 ] && [ -d "$1/lib/tests" ] || {
  echo "usage: $0 NIXPKGS [FILE…]  (NIXPKGS has lib/tests)" >&2
  exit 2
}
nixpkgs=$(cd "$1" && pwd)
shift
ours=$(cd "$(dirname "$0")/../nix/standalone/lib" && pwd)
readonly nixpkgs ours
work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT

# A tree like nixpkgs', with our library in the place of its own.
mkdir -p "$work/nixpkgs/lib/network" "$work/nixpkgs/lib/path" "$work/nixpkgs/lib/fileset"
cp -r "$nixpkgs/lib/tests" "$work/nixpkgs/lib/tests"
cp -r "$nixpkgs/lib/path/tests" "$work/nixpkgs/lib/path/tests" 2> /dev/null || true
cp "$nixpkgs/lib/fileset/tests.sh" "$work/nixpkgs/lib/fileset/" 2> /dev/null || true
chmod -R u+w "$work/nixpkgs"
# Each test is asked for by its name, so runTests gives them as they are.
cat > "$work/nixpkgs/lib/default.nix" << NIX
let lib = import $ours; in
if builtins.getEnv "TEST_LIB_CASES" == "" then lib else lib // { runTests = cases: cases; }
NIX
echo "{ lib, ... }: { _ipv6 = import $ours/network/address.nix { inherit lib; }; }" > "$work/nixpkgs/lib/network/internal.nix"
export TEST_LIB=$work/nixpkgs/lib

# failing CASES NAME…: the names of those that differ, one a line. An error that Nix can't catch takes its
# neighbours with it, so what fails as a whole is asked again in halves.
failing() {
  local cases=$1 list found half
  shift
  list=$(printf '"%s" ' "$@")
  if found=$(TEST_LIB_CASES=1 nix-instantiate --eval --strict --read-write-mode --json -E "
      let
        cases = $cases;
        differs = name:
          let same = builtins.tryEval (cases.\${name}.expr == cases.\${name}.expected);
          in !(same.success && same.value);
      in builtins.concatStringsSep \"\n\" (builtins.filter differs [ $list ])" 2> "$work/message"); then
    jq -r 'select(. != "")' <<< "$found"
  elif [ $# = 1 ]; then
    echo "$1"
    [ -z "${WHY:-}" ] || { echo "$1: $(grep -a 'error:' "$work/message" | tail -1)" >&2; }
  else
    half=$(($# / 2))
    failing "$cases" "${@:1:half}"
    failing "$cases" "${@:half+1}"
  fi
}

# row FILE TOTAL WORDS FAILED…
row() {
  local file=$1 total=$2 words=$3
  shift 3
  printf '%s | %d | %d | %d | %s\n' "$file" "$((total - $#))" "$total" "$words" "$*"
}

absent() { printf '%s | - | - | - | not in this nixpkgs\n' "$1"; }

# cases FILE EXPRESSION: a file of { expr; expected; }.
cases() {
  local names failed
  [ -f "$nixpkgs/lib/$1" ] || {
    absent "$1"
    return
  }
  if ! names=$(TEST_LIB_CASES=1 nix-instantiate --eval --strict --json -E "
      builtins.filter (name: builtins.substring 0 4 name == \"test\") (builtins.attrNames ($2))" 2> "$work/message"); then
    printf '%s | 0 | ? | ? | %s\n' "$1" "$(grep -a 'error:' "$work/message" | tail -1)"
    return
  fi
  mapfile -t names < <(jq -r '.[]' <<< "$names")
  mapfile -t failed < <(failing "($2)" "${names[@]}")
  row "$1" "${#names[@]}" 0 "${failed[@]}"
}

# script FILE: a shell script of tests. It goes on where it would end, and notes the line.
script() {
  local file=$nixpkgs/lib/$1 copy=$work/nixpkgs/lib/$1 total failed words
  [ -f "$file" ] || {
    absent "$1"
    return
  }
  export TEST_LIB_RUN=$work/run TEST_LIB_FAILED=$work/failed
  : > "$TEST_LIB_RUN"
  : > "$TEST_LIB_FAILED"
  # What a line of the script's own asks for. Lines keep their numbers.
  sed -E -e 's/^set -(o errexit -o noclobber|euo?) ?/set -/; s/^set -(-o nounset.*)/set \1/; s/^set -pipefail/set -o pipefail/' \
    -e 's/^shopt -s .*inherit_errexit.*/shopt -s dotglob 2> \/dev\/null/' \
    -e 's/^( *)exit 1$/\1echo "${BASH_LINENO[${#BASH_LINENO[@]}-2]}" >> "$TEST_LIB_FAILED"; return 0/' \
    -e 's/^( *)logFailure$/\1echo "${BASH_LINENO[${#BASH_LINENO[@]}-2]}" >> "$TEST_LIB_FAILED"/' \
    -e 's/^(expect(Success|SuccessRegex|Failure|Equal|Trace)|check(Config(Output|Error|CodeOutErr)|Expression|FileSet|FilesetTrace))\(\) \{/& echo >> "$TEST_LIB_RUN";/' \
    "$file" > "$copy"
  (cd "$(dirname "$copy")" && bash "$copy" > "$work/message" 2>&1) || true
  [ -z "${WHY:-}" ] || grep -a 'failed:\|ACTUAL\|EXPECTED\|error:' "$work/message" >&2 || true
  total=$(wc -l < "$TEST_LIB_RUN")
  [ "$total" != 0 ] || total=$(grep -c '|| die' "$file")
  # The end of a script that counts is no test of its own.
  mapfile -t failed < <(sort -un "$TEST_LIB_FAILED" | grep -vx 0)
  words=$(grep -ac 'EXPECTED: error matching\|Error was .*error:' "$work/message") || true
  row "$1" "$total" "$words" "${failed[@]}"
}

[ $# -gt 0 ] || set -- misc fetchers systems path modules network sources filesystem debug
echo 'file | passes | of | another message | those that fail'
for file; do
  case $file in
    misc | fetchers | systems) cases "tests/$file.nix" "import $TEST_LIB/tests/$file.nix" ;;
    path)
      # The file ends in whether there are failures; we need the cases themselves.
      [ ! -f "$TEST_LIB/path/tests/unit.nix" ] ||
        sed -i '/^  failures = lib.runTests/,$ { s/^in$/in failures/; /^in failures/,$ { /^in failures/!d } }' "$TEST_LIB/path/tests/unit.nix"
      cases path/tests/unit.nix "import $TEST_LIB/path/tests/unit.nix { libpath = $TEST_LIB; }"
      ;;
    fileset) script fileset/tests.sh ;;
    *) script "tests/$file.sh" ;;
  esac
done
