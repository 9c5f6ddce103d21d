//! `docker-run` of a host-mounted package: what it loads, which roots it keeps, what it hands on.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const SCRIPT: &str = include_str!("../../nix/container/docker-run.sh");

/// A client whose answers are files, one per command; a file that is missing makes the command fail. It notes
/// its calls in `calls`.
const CLIENT: &str = r#"#!/bin/sh
printf '%s\n' "$*" >> calls
case "$1 $2" in
  "version "*) ;;
  "info "*) cat id ;;
  "ps "*) cat containers ;;
  "image inspect") cat image ;;
  "load "*) cp loaded image ;;
esac
"#;

/// A host with a client, a package `new` to run, and Nix's roots.
struct Host {
    directory: TempDir,
}

impl Host {
    fn new() -> Self {
        let host = Self { directory: tempfile::tempdir().unwrap() };
        let script = SCRIPT
            .replace("@out@", "/nix/store/new")
            .replace("@name@", "app")
            .replace("@hash@", "new")
            .replace("@tag@", "")
            .replace("@options@", "--cap-add SYS_ADMIN --cap-add NET_ADMIN")
            .replace("@ids@", "c0de face")
            .replace("/nix/var/nix/gcroots/nix-docker", host.path("roots").to_str().unwrap());
        for (name, text) in [("docker-run", script.as_str()), ("docker", CLIENT)] {
            fs::write(host.path(name), text).unwrap();
            fs::set_permissions(host.path(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        host.file("id", "A:B /var/lib/docker\n").file("containers", "").file("image", "sha256:c0de\n")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.path(name), text).unwrap();
        self
    }

    fn without(self, name: &str) -> Self {
        fs::remove_file(self.path(name)).unwrap();
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let path = format!("{}:/usr/bin:/bin", self.directory.path().display());
        let mut command = Command::new(self.path("docker-run"));
        command.args(arguments).current_dir(&self.directory).env("PATH", path).env_remove("DOCKER");
        command.output().unwrap()
    }

    /// Runs it, which must succeed, and returns the last call of the client.
    fn last_call(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read_to_string(self.path("calls")).unwrap().lines().last().unwrap().to_owned()
    }

    /// The directory of the roots of the daemon that answers.
    fn own(&self) -> PathBuf {
        self.last_call(&[]);
        let holds_new = |entry: &PathBuf| entry.join("new").is_symlink();
        let entries = fs::read_dir(self.path("roots")).unwrap();
        entries.map(|entry| entry.unwrap().path()).find(holds_new).unwrap()
    }
}

/// A root that some days ago was made.
fn old_root(path: &Path) {
    symlink("/nix/store/old", path).unwrap();
    let touched = Command::new("touch").args(["-h", "-d", "3 days ago"]).arg(path).status().unwrap();
    assert!(touched.success());
}

#[test]
fn a_root_goes_once_its_daemon_has_no_container_of_it() {
    let host = Host::new();
    let own = host.own();
    old_root(&own.join("old"));
    symlink("/nix/store/young", own.join("young")).unwrap();
    let host = host.file("containers", "0123456789ab\n");
    host.last_call(&[]);
    assert!(own.join("old").is_symlink(), "a container of it is there");
    let host = host.file("containers", "");
    host.last_call(&[]);
    assert!(!own.join("old").is_symlink());
    assert!(own.join("young").is_symlink(), "its container may be in the making");
    assert_eq!(fs::read_link(own.join("new")).unwrap(), Path::new("/nix/store/new"));
}

#[test]
fn a_second_daemon_leaves_the_roots_of_the_first() {
    let host = Host::new();
    let first = host.own();
    old_root(&first.join("old"));
    // Docker 20.10 takes the id from a file that both daemons read.
    let host = host.file("id", "A:B /srv/docker\n");
    host.last_call(&[]);
    assert!(first.join("old").is_symlink());
    assert_eq!(fs::read_dir(host.path("roots")).unwrap().count(), 2);
}

#[test]
fn a_daemon_that_does_not_answer_drops_nothing() {
    let host = Host::new();
    let own = host.own();
    old_root(&own.join("old"));
    let host = host.without("containers");
    host.last_call(&[]);
    assert!(own.join("old").is_symlink());
}

#[test]
fn a_client_that_says_nothing_of_its_daemon_drops_nothing() {
    for host in [Host::new().without("id"), Host::new().file("id", " \n")] {
        let own = host.own();
        old_root(&own.join("old"));
        host.last_call(&[]);
        assert!(own.join("old").is_symlink());
        assert!(own.join("new").is_symlink());
    }
}

#[test]
fn roots_of_an_earlier_version_stay() {
    let host = Host::new();
    fs::create_dir(host.path("roots")).unwrap();
    old_root(&host.path("roots/old"));
    host.last_call(&[]);
    assert!(host.path("roots/old").is_symlink());
}

#[test]
fn every_word_but_the_first_d_is_docker_runs() {
    let host = Host::new();
    let with = |words: &str| {
        format!("run {words} app:new")
            .replace("MOUNT", "--cap-add SYS_ADMIN --cap-add NET_ADMIN --label nix-docker.hash=new --volume /nix/store:/nix/store:ro")
    };
    assert_eq!(host.last_call(&["-h", "web"]), with(" MOUNT -h web").replace("run  ", "run "));
    assert_eq!(host.last_call(&["-d", "-h", "web"]), with("--detach MOUNT -h web"));
    assert_eq!(host.last_call(&["-p", "1:1", "--help"]), with("MOUNT -p 1:1 --help"));
    let help = host.run(&["--help"]);
    assert!(String::from_utf8_lossy(&help.stdout).contains("docker-run [-d] [OPTION...]"), "{help:?}");
}

#[test]
fn an_image_of_this_name_that_is_another_is_loaded_anew() {
    for (there, right) in [("sha256:c0de\n", true), ("face\n", true), ("sha256:bad\n", false)] {
        let host = Host::new().file("image", there).file("loaded", "sha256:c0de\n");
        host.last_call(&[]);
        let calls = fs::read_to_string(host.path("calls")).unwrap();
        assert_eq!(calls.contains("load --quiet --input /nix/store/new/image.tar"), !right, "{calls}");
    }
}

#[test]
fn an_archive_that_gives_another_image_than_was_built_is_not_run() {
    let host = Host::new().file("image", "sha256:bad\n").file("loaded", "sha256:bad\n");
    let output = host.run(&[]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("nix-store --verify-path /nix/store/new"), "{stderr}");
    assert!(stderr.contains("nix-store --repair-path /nix/store/new"), "{stderr}");
    assert!(!fs::read_to_string(host.path("calls")).unwrap().contains("\nrun "));
}
