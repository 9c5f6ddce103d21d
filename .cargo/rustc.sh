#!/usr/bin/env bash
# Calls rustc as cargo would, and lets it write no path of this machine into the binary, which is in every
# image: a crate's files are named after the crate, wherever cargo keeps them, and this one's from its root on.
# cargo itself can't do that yet (`trim-paths`), and its settings know no variables. CARGO_MANIFEST_DIR is not
# set where cargo only asks what rustc is. bash, since other shells drop variables of names like
# CARGO_BIN_EXE_nix-docker.
[ -n "${CARGO_MANIFEST_DIR:-}" ] || exec "$@"
name=$CARGO_PKG_NAME-$CARGO_PKG_VERSION
[ -z "${OUT_DIR:-}" ] || set -- "$@" --remap-path-prefix "$OUT_DIR=$name/out"
[ -z "${CARGO_PRIMARY_PACKAGE:-}" ] || name=
exec "$@" --remap-path-prefix "$CARGO_MANIFEST_DIR=$name"
