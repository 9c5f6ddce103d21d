# shellcheck shell=sh
# The programs that look at the code, where the archive of Debian has none; sourced after setup.sh and rust.sh.
#
# They are compiled once, of the versions below, and kept in the builder's cache, so that a newer version's other
# format does not matter.
tools=${NIX_DOCKER_TOOLS:-${XDG_CACHE_HOME:-$builder_home/.cache}/nix-docker-tools}
PATH=$tools/bin:$PATH

# version_of CRATE: the one that everybody uses.
version_of() {
  case $1 in
    cargo-deny) echo 0.20.2 ;;
    deadnix) echo 1.3.1 ;;
    nixfmt_rs) echo 0.5.3 ;;
  esac
}

# has_version CRATE PROGRAM: whether it is the one in the cache, or one on PATH that says the same version.
has_version() {
  grep -qsF "\"$1 $(version_of "$1") " "$tools/.crates.toml" && return 0
  has "$2" && "$2" --version 2> /dev/null | grep -qF "$(version_of "$1")"
}

# ensure_tool CRATE PROGRAM: 25 s for nixfmt, 35 s for deadnix, six minutes for cargo-deny on two idle cores.
ensure_tool() {
  if has_version "$1" "$2"; then return 0; fi
  # shellcheck disable=SC2154 # rust.sh has it
  if is_root; then record built "$builder $tools"; fi
  # Not in target/, and not with what .cargo/config.toml says of this program.
  (cd / && run "compiling $1" as_builder cargo install --locked --quiet --root "$tools" --version "=$(version_of "$1")" "$1")
}
