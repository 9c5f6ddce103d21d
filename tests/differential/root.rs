//! A root file system with a systemd, from the archive that the host's apt is configured with.
//!
//! The reference is one release's systemd, so that what is expected does not depend on the host. Packages are
//! resolved and vouched for by apt with lists and a status of its own, unpacked without their scripts, and
//! kept under target/, by the names of the files.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::output;

/// Debian 13: systemd 257, which nix-docker's systemctl calls itself.
const SUITE: &str = "trixie";

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

const PACKAGES: [&str; 16] = [
    "systemd",
    "usr-is-merged",
    "base-files",
    "base-passwd",
    "bash",
    "coreutils",
    "dash",
    "dbus-daemon",
    "findutils",
    "grep",
    "libc-bin",
    "mawk",
    "perl-base",
    "procps",
    "sed",
    "util-linux",
];

/// The root file system.
///
/// # Errors
/// Why it can't be had here.
pub(crate) fn with_systemd() -> Result<PathBuf, String> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential");
    for directory in ["lists/partial", "cache", "debs/partial", "sources"] {
        fs::create_dir_all(place.join(directory)).map_err(|error| format!("{}: {error}", place.display()))?;
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(["-q", "-y"]).args(arguments).env("APT_CONFIG", place.join("apt.conf"));
        output(&mut command)
    };
    fs::write(place.join("status"), "").unwrap();
    fs::write(place.join("apt.conf"), configuration(&place)).unwrap();
    fs::write(place.join("sources/suite.sources"), source()?).unwrap();
    let install = [&["--download-only", "install"], &PACKAGES[..]].concat();
    // The lists of a former run will do as long as the archive has their files.
    if apt(&install).is_err() {
        apt(&["update"])?;
        apt(&["autoclean"])?;
        apt(&install)?;
    }
    unpacked(&place)
}

fn configuration(place: &Path) -> String {
    let place = place.display();
    format!(
        r#"Dir::State "{place}";
Dir::State::lists "{place}/lists";
Dir::State::status "{place}/status";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "{place}/sources";
Dir::Cache "{place}/cache";
Dir::Cache::archives "{place}/debs";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
"#
    )
}

/// The suite on the mirror from which the host has its own.
fn source() -> Result<String, String> {
    let arguments =
        ["indextargets", "--format", "$(COMPONENT) $(REPO_URI)", "Created-By: Packages", "Label: Debian"];
    let targets = output(Command::new("apt-get").args(arguments))?;
    let uri = targets.lines().find_map(|line| line.strip_prefix("main "));
    let uri = uri.ok_or("apt has no lists of a Debian archive: run apt-get update")?;
    Ok(format!("Types: deb\nURIs: {uri}\nSuites: {SUITE}\nComponents: main\nSigned-By: {KEYRING}\n"))
}

/// Unpacks the packages, unless that is done.
fn unpacked(place: &Path) -> Result<PathBuf, String> {
    let names = |directory: &Path| -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap().flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| Path::new(name).extension().is_some_and(|kind| kind == "deb"));
        names.sort();
        names
    };
    let debs = names(&place.join("debs"));
    let (root, list) = (place.join("root"), place.join("unpacked"));
    if fs::read_to_string(&list).is_ok_and(|known| known == debs.join("\n")) {
        return Ok(root);
    }
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).unwrap();
    for directory in ["bin", "sbin", "lib", "lib64"] {
        fs::create_dir_all(root.join("usr").join(directory)).unwrap();
        symlink(format!("usr/{directory}"), root.join(directory)).unwrap();
    }
    let unpack = r#"dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2" \
        --exclude ./usr/share/doc --exclude ./usr/share/man --exclude ./usr/share/locale"#;
    for name in &debs {
        output(
            Command::new("sh").args(["-c", unpack, "unpack"]).arg(place.join("debs").join(name)).arg(&root),
        )?;
    }
    // What the packages' scripts do, as far as it matters here.
    for name in ["passwd", "group"] {
        let master = root.join(format!("usr/share/base-passwd/{name}.master"));
        fs::copy(&master, root.join("etc").join(name))
            .map_err(|error| format!("{}: {error}", master.display()))?;
    }
    symlink("mawk", root.join("usr/bin/awk")).unwrap();
    fs::write(root.join("etc/machine-id"), "0123456789abcdef0123456789abcdef\n").unwrap();
    fs::write(list, debs.join("\n")).unwrap();
    Ok(root)
}
