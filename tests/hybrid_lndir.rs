//! The lndir that nixpkgs' builders join directories with beside Debian's packages: `nix/nixos/hybrid/lndir.sh`.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

fn lndir(from: &Path, to: &Path) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/nix/nixos/hybrid/lndir.sh");
    let run = Command::new("bash").args([script, "-silent"]).arg(from).current_dir(to).status().unwrap();
    assert!(run.success());
}

#[test]
fn packages_are_joined_in_directories_and_what_came_first_stays() {
    let place = tempfile::tempdir().unwrap();
    let at = |path: &str| place.path().join(path);
    for (file, text) in
        [("a/usr/bin/one", "a"), ("a/usr/bin/both", "a"), ("b/bin/two", "b"), ("b/bin/both", "b")]
    {
        fs::create_dir_all(at(file).parent().unwrap()).unwrap();
        fs::write(at(file), text).unwrap();
    }
    // As Debian's packages are laid out, and with a link to nothing.
    symlink("usr/bin", at("a/bin")).unwrap();
    symlink("/nowhere", at("b/broken")).unwrap();
    fs::create_dir(at("joined")).unwrap();
    lndir(&at("a"), &at("joined"));
    lndir(&at("b"), &at("joined"));
    for (file, text) in [("one", "a"), ("two", "b"), ("both", "a")] {
        assert_eq!(fs::read_to_string(at("joined/bin").join(file)).unwrap(), text, "{file}");
    }
    assert_eq!(fs::read_link(at("joined/bin/two")).unwrap(), at("b/bin/two"));
    assert!(at("joined/broken").is_symlink() && at("joined/bin").symlink_metadata().unwrap().is_dir());
}
