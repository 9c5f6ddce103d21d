#!/usr/bin/env bash
# Calls rustc as cargo would, and lets it write no path of this machine into the binary, which is in every
# image: a crate's files are named after the crate, wherever cargo keeps them. cargo itself can't do that yet
# (`trim-paths`), and its settings know no variables. CARGO_MANIFEST_DIR is not set where cargo only asks what
# rustc is. bash, since other shells drop variables of names like CARGO_BIN_EXE_nix-docker.
[ -n "${CARGO_MANIFEST_DIR:-}" ] || exec "$@"
[ -z "${OUT_DIR:-}" ] || set -- "$@" --remap-path-prefix "$OUT_DIR=$CARGO_PKG_NAME-$CARGO_PKG_VERSION/out"
exec "$@" --remap-path-prefix "$CARGO_MANIFEST_DIR=$CARGO_PKG_NAME-$CARGO_PKG_VERSION"
