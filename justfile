# What is done often. `just` lists it; https://just.systems, or read the one line that each is.

oldest := `sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml`

_default:
    @just --list --unsorted

# The whole gate, as CI runs it: sets up what it needs, takes a quarter of an hour
gate:
    sudo scripts/test.sh

# What can be seen without running anything: form, shell, Nix, clippy, documentation
lint:
    scripts/lint.sh
    cargo clippy --locked --all-targets -- -D warnings
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --lib --document-private-items

# Formats Rust, Nix and shell
format:
    scripts/lint.sh --fix

# Unit tests with NAME in their names
unit *NAME:
    cargo test --locked --lib {{ NAME }}

# One file of tests: just test cli [NAME]
test FILE *NAME:
    cargo test --locked --test {{ FILE }} {{ NAME }}

# Writes the expected files of tests/modules, the pages of share/ and docs/directives.md anew; look at what git says changed
renew:
    UPDATE_GOLDEN=1 cargo test --locked --test nix_modules
    UPDATE_PAGES=1 cargo test --locked --test cli pages
    UPDATE_PAGES=1 cargo test --locked --lib directives

# What the tests reach: unit tests, and those of the files named (cli, init, nix_modules, …)
coverage *FILES:
    scripts/coverage.sh {{ FILES }}

# With the oldest Rust that is promised
msrv:
    rustup toolchain install --profile minimal {{ oldest }}
    cargo +{{ oldest }} check --locked --target-dir target/oldest

# Licenses, sources, versions twice, and advisories, for which it needs the network
deny:
    command -v cargo-deny > /dev/null || cargo install --locked cargo-deny
    cargo deny check

# Fuzzes what PID 1 takes from others, for so long each
fuzz SECONDS='60' *TARGETS:
    scripts/fuzz.sh {{ SECONDS }} {{ TARGETS }}

# The archive of a release, built twice and compared
release:
    scripts/release.sh
