//! `nix-docker check` with the real Nix: a tree in the shape of nixpkgs, and the Debian archive.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// What is said of a configuration, and whether the status is 0.
fn check(configuration: &str, arguments: &[&str]) -> Option<(Value, bool)> {
    for tool in ["nix-instantiate", "apt-get"] {
        if which::which(tool).is_err() {
            eprintln!("SKIPPED: {tool} is not on PATH");
            return None;
        }
    }
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("configuration.nix"), configuration).expect("a configuration");
    let output = Command::new(env!("CARGO_BIN_EXE_nix-docker"))
        .args(["check", "--json"])
        .args(arguments)
        .env("XDG_CACHE_HOME", directory.path().join("cache"))
        .current_dir(directory.path())
        .output()
        .expect("it starts");
    let value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    Some((value, output.status.success()))
}

fn with_nixpkgs(configuration: &str) -> Option<(Value, bool)> {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/nixpkgs");
    check(configuration, &["--nixpkgs", &tree.to_string_lossy()])
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect()
}

#[test]
fn with_a_nixpkgs_what_is_left_out_is_said_beside_what_runs() {
    let Some((found, well)) = with_nixpkgs(
        r#"{ systemd.services.a = { wantedBy = [ "multi-user.target" ]; serviceConfig = { ExecStart = "/bin/a"; ProtectHome = true; }; };
             networking.firewall.allowedTCPPorts = [ 8080 ]; docker.volumes = [ "/data" ]; }"#,
    ) else {
        return;
    };
    assert!(well, "{found}");
    assert_eq!(found["starts"], json!(["a.service"]));
    assert!(names(&found["leftOut"]).contains(&"firewall.service"), "{found}");
    assert_eq!((&found["ports"], &found["volumes"]), (&json!(["8080/tcp"]), &json!(["/data"])));
    assert_eq!(found["noted"][0]["directive"], "ProtectHome");
    assert_eq!(names(&found["users"]), ["nobody", "root"]);
    assert_eq!(found["packages"], json!(["bash", "coreutils"]));
}

#[test]
fn with_a_nixpkgs_what_a_build_would_not_make_ends_with_its_message() {
    for (configuration, message) in [
        (
            r#"{ assertions = [ { assertion = false; message = "no way"; } ]; }"#,
            "Failed assertions:\n  - no way",
        ),
        ("{ services.htpd.enable = true; }", "The option `services.htpd' does not exist"),
        (r#"{ time.timeZone = "Europe/Berlln"; }"#, "there is no time zone `Europe/Berlln`"),
        (
            r#"{ systemd.services.a = { wantedBy = [ "multi-user.target" ]; serviceConfig.ExecStart = "/bin/a"; after = [ "b.service" ]; requires = [ "b.service" ]; };
                 systemd.services.b = { after = [ "a.service" ]; serviceConfig.ExecStart = "/bin/b"; }; docker.essential = [ "a" ]; }"#,
            "these units contradict each other",
        ),
    ] {
        let Some((found, well)) = with_nixpkgs(configuration) else { return };
        let error = found["error"].as_str().unwrap_or_default();
        assert!(!well && error.contains(message), "{configuration}: {found}");
        assert_eq!(found["builds"], json!(false));
    }
}

#[test]
fn a_sample_on_debian_is_checked_without_a_build() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/redis.nix");
    let Some((found, well)) = check("{ }", &[&sample.to_string_lossy(), "--packages", "debian"]) else {
        return;
    };
    assert!(well, "{found}");
    assert!(
        found["starts"].as_array().expect("a list").iter().any(|unit| unit == "redis.service"),
        "{found}"
    );
    assert_eq!(found["ports"], json!(["6379/tcp", "6380/tcp"]));
    assert!(
        found["debianPackages"].as_array().expect("a list").iter().any(|name| name == "redis-server"),
        "{found}"
    );
}

#[test]
fn units_of_packages_that_are_not_built_are_said_not_to_be_checked() {
    let Some((found, well)) = check(
        r#"{ pkgs, ... }: {
             systemd.packages = [ (pkgs.runCommand "never-built-for-check" { } "exit 1") ];
             systemd.services.there = { wantedBy = [ "multi-user.target" ]; serviceConfig.User = "nobody"; };
           }"#,
        &["--packages", "debian"],
    ) else {
        return;
    };
    assert!(well, "{found}");
    assert_eq!(found["starts"], json!(["there.service"]));
    let unread = found["notChecked"].as_array().expect("a list");
    assert_eq!(unread.len(), 1, "{found}");
    assert!(unread[0].as_str().expect("a line").contains("never-built-for-check"), "{found}");
}
