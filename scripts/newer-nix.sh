#!/bin/sh
# Puts a newer Nix than this machine's beside it, without installing it: that of another release of Debian, with its
# own C library. The programs are in DIRECTORY/bin, to be put before PATH; they use this machine's store.
#
#   scripts/newer-nix.sh DIRECTORY [RELEASE]        RELEASE: trixie, or another that Debian's archive has
set -eu
. "$(dirname "$0")/setup.sh"

[ $# -ge 1 ] || fail "usage: scripts/newer-nix.sh DIRECTORY [RELEASE]"
mkdir -p "$1"
place=$(realpath "$1")
release=${2:-trixie}
[ "$(cat "$place/release" 2> /dev/null)" != "$release" ] || exit 0

# The archive that this machine's own packages come from, and nothing of what this machine has.
archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
[ -n "$archive" ] || fail "apt knows no archive of Debian"
rm -rf "$place"
mkdir -p "$place/lists/partial" "$place/archives/partial" "$place/root" "$place/bin"
echo "deb $archive $release main" > "$place/sources.list"
: > "$place/status"
apt_of() {
  apt -o Dir::Etc::SourceList="$place/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$place/lists" -o Dir::State::Status="$place/status" -o Dir::Cache="$place" \
    -o Dir::Cache::Archives="$place/archives" -o Acquire::Languages=none -o APT::Sandbox::User=root "$@"
}
run "the lists of $release" apt_of update || fail "apt can't have the lists of $release"
# Nothing can run where nothing is installed: apt is only asked for the dependencies.
run "the Nix of $release" apt_of --download-only install nix-bin || fail "apt can't have the Nix of $release"
unpack() {
  for package in "$place"/archives/*.deb; do dpkg-deb -x "$package" "$place/root"; done
}
run "unpacking it" unpack || fail "the packages of $release can't be unpacked here"
rm -rf "$place/lists" "$place/archives"

loader=$(find "$place/root/usr/lib" -name 'ld-linux*' ! -type l | head -n 1)
for program in nix nix-build nix-env nix-instantiate nix-shell nix-store; do
  cat > "$place/bin/$program" << END
#!/bin/sh
NIX_BIN_DIR=$place/bin exec $loader --library-path $(dirname "$loader") --argv0 $program $place/root/usr/bin/nix "\$@"
END
  chmod +x "$place/bin/$program"
done
"$place/bin/nix" --version > "$place/version" || fail "the Nix of $release does not run here"
echo "$release" > "$place/release"
say "beside this machine's $(nix --version 2> /dev/null || echo 'none'): $(cat "$place/version")"
