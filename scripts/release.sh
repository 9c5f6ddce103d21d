#!/usr/bin/env bash
# Makes what a release is: one archive with the static program, man pages, completions, licence and the list of what the
# program is made of (SBOM, CycloneDX 1.5), and the checksums of archive and program.
#
#   scripts/release.sh [DIRECTORY]       DIRECTORY: where to (default target/release-VERSION)
#
# Everything is built twice from the committed files, in two directories of other names, and compared byte by byte:
# what differs is no release. It is of the machine's own architecture; NIX_DOCKER_COMMIT is set, so `--version` has it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
. scripts/rust.sh
ensure_rust
has jq || fail 'jq is not installed'

commit=$(git rev-parse --short=12 HEAD)
[ -z "$(git status --porcelain --untracked-files=no)" ] || fail 'there are changes that are not committed'
when=$(git show -s --format=%ct HEAD)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
grep -q "^## $version" CHANGELOG.md || fail "CHANGELOG.md has no heading for $version"
architecture=$(uname -m)
name=nix-docker-$version-$architecture-linux
place=$(realpath -m "${1:-target/release-$version}")

# sbom: the crates that are in the program, with licence and checksum, from what cargo knows of them. In the directory
# of a checkout.
sbom() {
  tr -d '"' < Cargo.lock |
    awk '/^name = /{ name = $3 } /^version = /{ version = $3 } /^checksum = /{ print name, version, $3 }' |
    jq -R 'split(" ") | { key: "\(.[0]) \(.[1])", value: .[2] }' | jq -s from_entries > "$work/checksums"
  # `cargo tree` says what is linked in or writes code that is, and leaves out what only tests.
  cargo tree --locked --edges normal --prefix none --no-dedupe --format '{p}	{l}' |
    sed 's/ (proc-macro)//; s/ ([^)]*)\t/\t/' | sort -u |
    jq -R 'split("\t") | { id: .[0], license: .[1] }' | jq -s --arg version "$version" --slurpfile checksums "$work/checksums" '
      map(.id |= split(" ") | { name: .id[0], version: (.id[1] | ltrimstr("v")), license: .license })
      | map(select(.name != "nix-docker") | . as $it | $checksums[0]["\(.name) \(.version)"] as $hash | {
          type: "library", name, version, purl: "pkg:cargo/\(.name)@\(.version)",
          licenses: [{ expression: (.license | gsub("/"; " OR ")) }],
        } + if $hash then { hashes: [{ alg: "SHA-256", content: $hash }] } else {} end)
      | { bomFormat: "CycloneDX", specVersion: "1.5", version: 1,
          metadata: { component: { type: "application", name: "nix-docker", version: $version,
            licenses: [{ license: { id: "MIT" } }] } },
          components: . }'
}

# built DIRECTORY: the archive, from the committed files alone.
built() {
  mkdir -p "$1/source" "$1/$name"
  git archive HEAD | tar -C "$1/source" -x
  (
    cd "$1/source"
    CARGO_TARGET_DIR=$1/target NIX_DOCKER_COMMIT=$commit run "building in $1" cargo build --release --locked
    sbom > "$1/$name/sbom.cdx.json"
    install -m 755 "$1"/target/*/release/nix-docker "$1/$name/nix-docker"
    cp -r share LICENSE README.md CHANGELOG.md "$1/$name"
  )
  tar -C "$1" --sort=name --mtime="@$when" --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w -c "$name" |
    gzip -n -9 > "$1/$name.tar.gz"
}

built "$work/one"
built "$work/another-directory"
for file in "$name.tar.gz" "$name/nix-docker" "$name/sbom.cdx.json"; do
  cmp "$work/one/$file" "$work/another-directory/$file" || fail "$file is not the same twice: no release"
done
file=$work/one/$name/nix-docker
[ -z "$(find "$file" -size +20M)" ] || fail 'the program has more than 20 MB'
if readelf -d "$file" 2> /dev/null | grep -q NEEDED; then fail 'the program is not static'; fi
said=$("$file" --version)
case $said in *"$commit"*) ;; *) fail "the program's --version does not say $commit: $said" ;; esac

mkdir -p "$place"
cp "$work/one/$name.tar.gz" "$place"
cp "$file" "$place/nix-docker-$architecture-linux"
cp "$work/one/$name/sbom.cdx.json" "$place/$name.cdx.json"
(cd "$place" && sha256sum "$name.tar.gz" "nix-docker-$architecture-linux" "$name.cdx.json" > SHA256SUMS)
say "twice the same; in $place:"
cat "$place/SHA256SUMS"
say "next: git tag -s v$version, and what is in that directory beside it"
