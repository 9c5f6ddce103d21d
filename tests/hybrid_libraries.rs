//! Where Debian's programs find their libraries in a build: `nix/nixos/hybrid/libraries.sh`.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::process::Command;

const SCRIPT: &str = r#"
addToSearchPath() { echo "$1 ${2#"$PWD/"}"; }
source "$LIBRARIES"
debianLibraries "$PWD/program"
"#;

#[test]
fn libraries_are_found_beside_those_of_the_machine() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    for directory in [
        "sudo/usr/libexec/sudo",
        "sudo/usr/bin",
        "zlib/usr/lib/x86_64-linux-gnu",
        "x-libc6-2/usr/lib/x86_64-linux-gnu",
    ] {
        fs::create_dir_all(at(directory)).unwrap();
    }
    fs::create_dir_all(at("program/nix-support")).unwrap();
    let closure = ["sudo", "zlib", "x-libc6-2"].map(|name| format!("{}\n", at(name).display())).concat();
    fs::write(at("program/nix-support/debian-closure"), closure).unwrap();

    let output = Command::new("bash")
        .args(["-c", SCRIPT])
        .current_dir(place.path())
        .env("LIBRARIES", concat!(env!("CARGO_MANIFEST_DIR"), "/nix/nixos/hybrid/libraries.sh"))
        .env("NIX_BUILD_TOP", place.path())
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "LD_LIBRARY_PATH sudo/usr/libexec/sudo\nLD_LIBRARY_PATH zlib/usr/lib/x86_64-linux-gnu\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
