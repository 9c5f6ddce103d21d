//! The set-up scripts where no bare machine is needed: which Rust is found, what is said meanwhile, what is taken away.
//!
//! The whole of them is tried by scripts/test-bare.sh.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A directory with fake tools before the machine's own on PATH, and a record of what was set up.
struct Machine {
    directory: TempDir,
}

impl Machine {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn file(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn program(&self, name: &str, script: &str) {
        self.file(name, &format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs a line of shell in the root of the checkout, as if from a script of the name `setup`.
    fn shell(&self, line: &str) -> Output {
        Command::new("/bin/sh")
            .args(["-c", line, "scripts/setup"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_clear()
            .env("PATH", format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", self.path("tools").display()))
            .env("HOME", self.path("home"))
            .env("NIX_DOCKER_SETUP_STATE", self.path("state"))
            .output()
            .unwrap()
    }

    fn cargo(&self, directory: &str, version: &str) {
        self.program(&format!("{directory}/cargo"), &format!("echo 'cargo {version}'"));
        self.program(&format!("{directory}/rustc"), &format!("echo 'rustc {version}'"));
    }

    /// The cargo that is found, where there are homes of a user `builder` and of `caller`, who called sudo.
    fn found_cargo(&self) -> String {
        let home = |user: &str| self.path(user).display().to_string();
        self.program(
            "tools/getent",
            &format!(
                "echo \"$2:x:1:1::$(case $2 in caller) echo {} ;; *) echo {} ;; esac):/bin/sh\"",
                home("caller"),
                home("home")
            ),
        );
        let line = "SUDO_USER=caller; . scripts/setup.sh; . scripts/rust.sh; find_rust && command -v cargo";
        let found = String::from_utf8(self.shell(line).stdout).unwrap();
        found.trim().replace(&format!("{}/", self.directory.path().display()), "")
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_rust_that_is_too_old_gives_way_to_the_users_own() {
    let machine = Machine::new();
    machine.cargo("tools", "1.65.0");
    assert_eq!(machine.found_cargo(), "");
    machine.cargo("caller/.cargo/bin", "1.99.0");
    assert_eq!(machine.found_cargo(), "caller/.cargo/bin/cargo");
    machine.cargo("home/.cargo/bin", "1.98.0");
    assert_eq!(machine.found_cargo(), "home/.cargo/bin/cargo");
}

#[test]
fn a_new_rust_on_path_is_taken_where_the_users_own_is_too_old() {
    let machine = Machine::new();
    machine.cargo("home/.cargo/bin", "1.80.1");
    machine.cargo("tools", "1.91.0");
    assert_eq!(machine.found_cargo(), "tools/cargo");
}

#[test]
fn a_cargo_without_a_new_rustc_is_not_taken() {
    let machine = Machine::new();
    machine.cargo("tools", "1.99.0");
    machine.program("tools/rustc", "echo 'rustc 1.85.0'");
    assert_eq!(machine.found_cargo(), "");
}

#[test]
fn a_quiet_command_is_spoken_for_within_two_seconds() {
    let run = Machine::new()
        .shell(". scripts/setup.sh; run building sh -c 'printf \"\\r   Building [=> ] 12/17: a\"; sleep 4'");
    assert!(text(&run.stdout).starts_with("setup: building: 12/17"), "{}", text(&run.stdout));
    assert_eq!(text(&run.stderr), "");
}

#[test]
fn a_failed_command_shows_the_end_of_what_it_said() {
    let run =
        Machine::new().shell(". scripts/setup.sh; run building sh -c 'echo out; echo reason >&2; exit 3'");
    assert_eq!(run.status.code(), Some(3));
    assert_eq!(text(&run.stderr), "setup: building failed:\nout\nreason\n");
}

#[test]
fn what_was_there_before_is_not_recorded() {
    let machine = Machine::new();
    machine.file("there", "");
    let at = |name: &str| machine.path(name).display().to_string();
    machine.shell(&format!(
        ". scripts/setup.sh; record_new file {0} {1}; record_new file {1}",
        at("there"),
        at("new")
    ));
    assert_eq!(fs::read_to_string(machine.path("state/record")).unwrap(), format!("file {}\n", at("new")));
}

#[test]
fn what_was_recorded_is_taken_away_and_no_more() {
    let machine = Machine::new();
    machine.program("tools/id", "[ \"$1\" = -u ] && echo 0 || /usr/bin/id \"$@\"");
    machine.program("tools/docker", "exit 1");
    for file in ["store/path/file", "store/other", "made", "target/built", "kept", "hollow/used", "nix.conf"]
    {
        machine.file(file, "");
    }
    machine.file("nix.conf", "before = 1\n# nix-docker: who\nadded = 1\n# nix-docker: end\nafter = 1\n");
    fs::create_dir(machine.path("empty")).unwrap();
    let at = |name: &str| machine.path(name).display().to_string();
    let record = [
        ("directory ", "store/path"),
        ("file ", "made"),
        ("lines ", "nix.conf"),
        ("empty ", "empty"),
        ("empty ", "hollow"),
    ];
    let user = Command::new("id").arg("-un").output().unwrap().stdout;
    let built = format!("built {} {}\n", text(&user).trim(), at("target"));
    machine.file(
        "state/record",
        &(record.map(|(kind, name)| format!("{kind}{}\n", at(name))).concat() + &built),
    );

    let asked = machine.shell("scripts/uninstall.sh < /dev/null");
    assert_eq!(text(&asked.stderr), "uninstall: nothing was done: run it on a terminal, or with --yes\n");
    assert!(machine.path("made").exists());

    let run = machine.shell("scripts/uninstall.sh --yes");
    assert!(run.status.success(), "{}", text(&run.stderr));
    let there = |name: &str| Path::new(&at(name)).exists();
    assert_eq!(["store/path", "made", "target", "empty", "state"].map(there), [false; 5]);
    assert_eq!(["store/other", "kept", "hollow/used"].map(there), [true; 3]);
    assert_eq!(fs::read_to_string(machine.path("nix.conf")).unwrap(), "before = 1\nafter = 1\n");

    let again = machine.shell("scripts/uninstall.sh --yes");
    assert!(again.status.success());
    assert!(text(&again.stdout).starts_with("uninstall: nothing to take away"), "{}", text(&again.stdout));
}
