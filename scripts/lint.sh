#!/usr/bin/env bash
# Checks the format of all files, and those files that no compiler checks: cargo fmt, nixfmt, deadnix, shellcheck,
# shfmt, and cargo deny where that is installed. Clippy checks what is compiled (just lint does both).
#
#   scripts/lint.sh [--fix]        --fix: formats files anew where they are not right
#
# A tool that is missing is installed where it can be had; where it can't, its check is skipped with a message.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
. scripts/rust.sh
. scripts/tools.sh

form=(--check) shell_form=(-d) edit=()
if [ "${1:-}" = --fix ]; then form=() shell_form=(-w) edit=(--edit); fi
failed=0
# check WHAT COMMAND...
check() {
  local what=$1
  shift
  "$@" || {
    say "$what finds fault: see above, or let scripts/lint.sh --fix mend what it can"
    failed=1
  }
}
skip() { echo "LEFT OUT $1: $2"; }

# debian PROGRAM: of the package of that name.
debian() {
  has "$1" && return 0
  is_root && has apt-get && update "$1" && install_packages "$1"
}

# files PATTERN...: of the repository; root does not ask git about what is another's.
files() { as_builder git ls-files -- "$@" > "$work/files" && [ -s "$work/files" ] || fail "git knows no $*"; }
# Except fixtures in an older release's language, and a file that is a table.
files '*.nix' ':!tests/nix' ':!tests/fixtures/nixpkgs-old'
mapfile -t nix < "$work/files"
files '*.sh' .ci/run
mapfile -t shell < "$work/files"
# Pieces that something else sources, which has and reads their variables.
mapfile -t pieces < <(grep -LE '^#!|^# shellcheck shell=' "${shell[@]}")
mapfile -t scripts < <(grep -lE '^#!|^# shellcheck shell=' "${shell[@]}")

# What a function is given and does not take up is its interface.
unused() {
  deadnix --no-lambda-arg --no-lambda-pattern-names "${edit[@]}" --output-format json "${nix[@]}" > "$work/unused" 2>&1
  [ ! -s "$work/unused" ] || {
    jq -r '.file as $file | .results[] | "\($file):\(.line): \(.message)"' "$work/unused" 2> /dev/null || cat "$work/unused"
    [ ${#edit[@]} -gt 0 ] # mended
  }
}

ensure_rust
ensure_lints
check 'cargo fmt' as_builder cargo fmt "${form[@]}"
if ensure_tool nixfmt_rs nixfmt; then
  check nixfmt nixfmt "${form[@]}" "${nix[@]}"
else
  skip nixfmt 'it can not be had here'
fi
if ensure_tool deadnix deadnix; then
  check deadnix unused
else
  skip deadnix 'it can not be had here'
fi
if debian shfmt; then
  # Its options are in .editorconfig.
  check shfmt shfmt "${shell_form[@]}" "${shell[@]}"
else
  skip shfmt 'it can not be had here'
fi
if debian shellcheck; then
  check shellcheck shellcheck --severity warning "${scripts[@]}"
  # 2034, 2154: variables of who sources it; 1090: so are files; 2164: set -e; 2071, 1010: words that are meant.
  check shellcheck shellcheck --shell bash --severity warning --exclude 1010,1090,2034,2071,2154,2164 "${pieces[@]}"
else
  skip shellcheck 'it can not be had here'
fi
# Its advisories are asked by `just deny`: the gate asks nothing that may be otherwise tomorrow.
if has_version cargo-deny cargo-deny; then
  check 'cargo deny' as_builder cargo deny --offline check --hide-inclusion-graph bans licenses sources
else
  skip cargo-deny 'it takes six minutes to compile: just deny'
fi
exit "$failed"
