//! The README's commands, as they stand there, one after the other: its first example in both modes, and what sets
//! everything up.
//!
//! Exchanged are only the port of this machine and the image's name, which other tests may have at the same time.
//! The second of the two commands is scripts/test.sh, of which this test is a part.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::blocks::block;
use crate::machine::{Container, Workplace, docker, output, program};

/// Where the first example is, with `nix-docker` and `sudo` (which not every machine has) on PATH.
fn desk() -> Workplace {
    let desk = Workplace::new()
        .file("configuration.nix", &block("README.md", "{ config, pkgs, ... }:"))
        .file("www/index.html", "the README's page\n")
        .file("bin/sudo", "#!/bin/sh\nexec \"$@\"\n");
    output(Command::new("chmod").arg("+x").arg(desk.path("bin/sudo")));
    std::os::unix::fs::symlink(program(), desk.path("bin/nix-docker")).unwrap();
    desk
}

/// Runs the lines of a block in a shell that ends at the first that fails; what it printed.
fn run(block: &str, directory: &Path, tools: &Path, variables: &[(&str, &str)]) -> String {
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let shell = ["-euc", block];
    output(Command::new("bash").args(shell).current_dir(directory).env("PATH", path).envs(variables.to_vec()))
}

/// Runs a block whose last line starts a container, and asks that for the page.
fn serves_the_page(beginning: &str, name: &str, port: &str) {
    let desk = desk();
    let lines = block("README.md", beginning).replace("my-image", name).replace("8080", port);
    let container = Container::reserve(name);
    let printed = run(&lines, desk.directory.path(), &desk.path("bin"), &[]);
    let id = printed.lines().last().unwrap();
    docker(&["rename", id, name]);
    assert_eq!(container.page(&format!("http://127.0.0.1:{port}/")), "the README's page\n");
    assert_eq!(container.stop().0, 0, "{}", container.logs());
}

#[test]
fn the_readmes_stand_alone_image_serves_the_page() {
    serves_the_page("nix-docker -b -t my-image configuration.nix\ndocker run", "e2e-readme", "18090");
}

#[test]
fn the_readmes_host_mounted_package_serves_the_page() {
    serves_the_page("nix-docker -t my-image configuration.nix\nsudo", "e2e-readme-mounted", "18091");
}

#[test]
fn the_readmes_check_says_that_it_builds() {
    let desk = desk();
    let said = run(
        &block("README.md", "nix-docker check configuration.nix\n"),
        &desk.path(""),
        &desk.path("bin"),
        &[],
    );
    assert!(said.contains("httpd.service"), "{said}");
}

/// It installs the program and its pages: into a /usr/local and with a record that are gone afterwards.
#[test]
fn the_readmes_first_command_sets_up_and_serves_the_page() {
    let desk = desk();
    let local = desk.path("local");
    fs::create_dir_all(&local).unwrap();
    let command = block("README.md", "sudo scripts/quickstart.sh");
    let line = format!("mount --bind {} /usr/local\n{command}", local.display());
    let script = desk.path("quickstart");
    fs::write(&script, line).unwrap();
    let state = desk.path("state");
    let in_a_world_of_its_own =
        format!("unshare --mount --propagation private bash -eu {}", script.display());
    let said = run(
        &in_a_world_of_its_own,
        &crate::machine::repository(""),
        &desk.path("bin"),
        &[("PORT", "18092"), ("NIX_DOCKER_SETUP_STATE", state.to_str().unwrap())],
    );
    assert!(said.contains("== page: "), "{said}");
    assert!(
        local.join("bin/nix-docker").is_file() && local.join("share/man/man1/nix-docker.1").is_file(),
        "{said}"
    );
    assert!(fs::read_to_string(state.join("record")).unwrap().contains("file /usr/local/bin/nix-docker"));
}
