# shellcheck shell=sh
# Who builds the program, and with which Rust; sourced after setup.sh, in the root of the checkout.
#
# Root builds as the owner of the checkout, so that target/ is the owner's: the next build without root finds nothing
# that it can't write to.
minimum=$(sed -n 's/^rust-version = "1\.\([0-9]*\).*/\1/p' Cargo.toml)
builder=$(stat -c %U .)
if ! is_root || ! id "$builder" > /dev/null 2>&1; then builder=$(id -un); fi
home_of() { getent passwd "$1" | cut -d : -f 6; }
builder_home=$(home_of "$builder")
if [ "$builder" = "$(id -un)" ]; then
  builder_home=${HOME:-$builder_home}
  export CARGO_HOME="${CARGO_HOME:-$builder_home/.cargo}"
else
  export CARGO_HOME="$builder_home/.cargo"
fi

# as_builder COMMAND...
as_builder() {
  if [ "$builder" = "$(id -un)" ]; then
    "$@"
  else
    setpriv --reuid "$builder" --regid "$(id -g "$builder")" --init-groups \
      env HOME="$builder_home" USER="$builder" LOGNAME="$builder" "$@"
  fi
}

# give_back: what root made in target/ becomes the builder's.
give_back() {
  if is_root && [ "$builder" != root ] && [ -d target ]; then chown -R -h --from=root "$builder:" target; fi
}

# minor PROGRAM: 96 of `cargo 1.96.0`.
minor() { as_builder "$1" --version 2> /dev/null | sed -n 's/^[a-z]* 1\.\([0-9]*\).*/\1/p'; }
is_new() { [ "$(minor cargo)" -ge "$minimum" ] 2> /dev/null && [ "$(minor rustc)" -ge "$minimum" ] 2> /dev/null; }

# use_rustup_of USER: that user's Rust, which sudo takes off the PATH, where it is new enough.
use_rustup_of() {
  home=$(home_of "$1")
  [ -x "$home/.cargo/bin/cargo" ] || return 1
  path=$PATH rustup_home=${RUSTUP_HOME:-}
  export PATH="$home/.cargo/bin:$PATH" RUSTUP_HOME="${RUSTUP_HOME:-$home/.rustup}"
  is_new && return 0
  PATH=$path RUSTUP_HOME=$rustup_home
  [ -n "$rustup_home" ] || unset RUSTUP_HOME
  return 1
}

# find_rust: the builder's own, the one of who called sudo, the one on PATH.
find_rust() { use_rustup_of "$builder" || use_rustup_of "${SUDO_USER:-root}" || is_new; }

# ensure_rust: where there is none that is new enough, Debian's: in its releases the newest is called cargo-web.
ensure_rust() {
  find_rust && return 0
  found=$(as_builder cargo --version 2> /dev/null || echo 'no cargo')
  is_root || fail "nix-docker needs cargo 1.$minimum or newer, and here is $found: install it with rustup, or run this with sudo"
  update "cargo 1.$minimum or newer"
  offers cargo-web || add_security_archive || true
  # shellcheck disable=SC2034 # install_packages reads it
  may_replace='cargo rustc libstd-rust-dev'
  if offers cargo-web; then
    install_packages cargo-web rustc-web
  elif offers cargo; then
    install_packages cargo rustc
  fi
  hash -r
  find_rust || fail "nix-docker needs cargo 1.$minimum or newer, here is $found, and apt has none: install it with rustup"
}

# ensure_lints: rustfmt and clippy, of the same Rust.
ensure_lints() {
  if as_builder cargo fmt --version && as_builder cargo clippy --version; then return 0; fi > /dev/null 2>&1
  if has rustup && as_builder rustup component add rustfmt clippy; then return 0; fi
  is_root || fail "cargo fmt and cargo clippy are missing: install them, or run this with sudo"
  update 'rustfmt and clippy'
  if is_installed cargo-web; then install_packages rustfmt-web rust-web-clippy; else install_packages rustfmt rust-clippy; fi
}

# compile WHAT CARGO_ARGUMENT...: as the builder.
compile() {
  what=$1
  shift
  subcommand=$1
  shift
  if is_root; then
    for path in "$PWD/target" "$CARGO_HOME/registry" "$CARGO_HOME"/.global-cache "$CARGO_HOME"/.package-cache \
      "$CARGO_HOME"/.package-cache-mutate; do
      [ -e "$path" ] || record built "$builder $path"
    done
    record_new empty "$CARGO_HOME"
  fi
  CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=100 run "$what" as_builder cargo "$subcommand" --locked "$@"
}

# offers PACKAGE: whether apt has it, and new enough.
offers() {
  version=$(candidate "$1")
  case $version in 1.*) version=${version#1.} ;; *) return 1 ;; esac
  [ "${version%%.*}" -ge "$minimum" ]
}

# On Debian 12 the new Rust came as a security update, and a bare system may know the main archive only. The archive
# of those updates is beside it; Debian's key vouches for it as for the other.
add_security_archive() {
  # shellcheck disable=SC2016 # apt's variables
  main=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT) $(LABEL)' 'Created-By: Packages' |
    grep ' main Debian$' | head -n 1)
  [ -n "$main" ] || return 1
  address=${main%%/ *} release=${main#* }
  list=/etc/apt/sources.list.d/nix-docker-security.list
  say "the archive here has no Rust that is new enough: adding its security updates ($list)"
  record_new file "$list"
  printf 'deb %s-security %s-security main\n' "$address" "${release%% *}" > "$list"
  run 'apt-get update' apt update && offers cargo-web && return 0
  rm -f "$list"
  run 'apt-get update' apt update
  return 1
}
