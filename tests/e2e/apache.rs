//! The first example, in both modes, and what holds for its image.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::machine::{Container, Workplace, docker, output, repository};
use crate::services::{come_back, start_again};

/// The README's own example: no port is named.
const SEED: &str = r#"
{ config, pkgs, ... }:
{
  services.httpd = {
    enable = true;
    documentRoot = ./www;
    adminAddr = "me@example.org";
  };
}
"#;

fn sample() -> String {
    repository("samples/apache-config.nix").to_string_lossy().into_owned()
}

fn page() -> String {
    fs::read_to_string(repository("samples/www/index.html")).unwrap()
}

fn seed() -> Workplace {
    Workplace::new().file("configuration.nix", SEED).file("www/index.html", "the seed's page\n")
}

#[test]
fn a_stand_alone_image_serves_the_page_stops_in_order_and_stands_a_kill() {
    Workplace::new().run(&["-b", "-t", "e2e-apache", &sample()]);
    let container = Container::run("e2e-apache", &["-p", "18080:80", "e2e-apache"]);
    assert_eq!(container.page("http://127.0.0.1:18080/"), page());
    let (code, took) = container.stop();
    println!("docker stop took {took:?}");
    assert_eq!(code, 0, "{}", container.logs());
    start_again(&container);
    come_back(&container);
    assert_eq!(container.page("http://127.0.0.1:18080/"), page());
}

#[test]
fn a_host_mounted_image_serves_the_page_from_wherever_the_script_is_called() {
    let workplace = Workplace::new();
    let printed = workplace.run(&["-t", "e2e-mounted", &sample()]);
    assert!(printed.contains("nix-copy-closure"), "{printed}");

    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("start");
    std::os::unix::fs::symlink(workplace.path("result/sbin/docker-run"), &link).unwrap();
    let container = Container::reserve("e2e-mounted");
    let options = ["-d", "-p", "18081:80", "--name", "e2e-mounted"];
    output(Command::new(&link).args(options).current_dir(elsewhere.path()));
    assert_eq!(container.page("http://127.0.0.1:18081/"), page());

    let write =
        Command::new("docker").args(["exec", "e2e-mounted", "/bin/sh", "-c", "echo > /nix/store/x"]).output();
    assert!(!write.unwrap().status.success(), "the container can write to the host's store");
    assert_eq!(container.stop().0, 0, "{}", container.logs());
}

#[test]
fn a_host_mounted_package_runs_from_its_closure_alone() {
    let workplace = seed();
    workplace.run(&["-t", "e2e-copied"]);
    let package = fs::read_link(workplace.path("result")).unwrap();
    let closure = output(Command::new("nix-store").arg("-qR").arg(&package));
    let other = tempfile::tempdir().unwrap();
    let store = other.path().join("store");
    fs::create_dir(&store).unwrap();
    output(Command::new("cp").arg("-a").args(closure.lines()).arg(&store));

    docker(&["load", "--input", package.join("image.tar").to_str().unwrap()]);
    let hash = output(
        Command::new("sh")
            .arg("-c")
            .arg("sed -n 's/^hash=//p' result/sbin/docker-run")
            .current_dir(workplace.path("")),
    );
    let container = Container::run(
        "e2e-copied",
        &[
            "-p",
            "18082:80",
            "-v",
            &format!("{}:/nix/store:ro", store.display()),
            &format!("e2e-copied:{}", hash.trim()),
        ],
    );
    assert_eq!(container.page("http://127.0.0.1:18082/"), "the seed's page\n");
    drop(container);
    output(Command::new("chmod").args(["-R", "u+w"]).arg(&store));
}

#[test]
fn the_port_that_a_service_listens_on_is_exposed_unasked() {
    seed().run(&["-b", "-t", "e2e-seed"]);
    assert_eq!(docker(&["inspect", "-f", "{{json .Config.ExposedPorts}}", "e2e-seed"]), r#"{"80/tcp":{}}"#);
    let container = Container::run("e2e-seed", &["e2e-seed"]);
    assert_eq!(container.page(&format!("http://{}/", container.address())), "the seed's page\n");
}

#[test]
fn two_builds_give_the_same_image() {
    let id = || docker(&["inspect", "-f", "{{.Id}}", "e2e-twice"]);
    let workplace = seed();
    workplace.run(&["-b", "-t", "e2e-twice"]);
    let first = id();
    docker(&["rmi", "-f", "e2e-twice"]);
    workplace.run(&["-b", "-t", "e2e-twice"]);
    assert_eq!(id(), first);
}

/// The most that a process has had resident, in KiB, while it runs.
fn peak_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
}

#[test]
fn memory_stays_small_whatever_the_image() {
    // `/usr/bin/time` would count Nix, which is a child.
    let mut run = Workplace::new().command(&["-b", "-t", "e2e-memory", &sample()]).spawn().unwrap();
    let mut peak = 0;
    while run.try_wait().unwrap().is_none() {
        peak = peak.max(peak_memory(run.id()).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(run.wait().unwrap().success());
    println!("peak memory of nix-docker -b itself: {peak} KiB");
    assert!((1..64 * 1024).contains(&peak), "{peak} KiB");
}
