//! `nix-docker check` with the real Nix: a tree in the shape of nixpkgs, and the Debian archive.

use std::fs;
use std::path::Path;
use std::process::Command;

use nix_docker::testing::needs;
use serde_json::{Value, json};

/// What is said of a configuration, and whether the status is 0.
fn check(configuration: &str, arguments: &[&str]) -> Option<(Value, bool)> {
    if !needs::has_programs(&["nix-instantiate", "apt-get"]) {
        return None;
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
        ("{ services.htpd.enable = true; }", "there is no option services.htpd ("),
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
fn of_a_configuration_with_a_mistake_the_other_units_are_told_too() {
    let mistaken =
        r#"systemd.services.b = { wantedBy = [ "multi-user.target" ]; serviceConfig.ExecStart = "bin/b"; };"#;
    let well = r#"systemd.services.a = { wantedBy = [ "multi-user.target" ]; serviceConfig = { ExecStart = "/bin/a"; Odd = 1;
                 RestartSec = "soon"; Restart = "often"; TimeoutStopSec = "later"; Type = "odd"; }; };"#;
    let Some((found, built)) = with_nixpkgs(&format!("{{ {well} {mistaken} }}")) else { return };
    assert!(!built, "{found}");
    assert_eq!(found["starts"], json!(["a.service"]));
    let places = |list: &Value| -> Vec<String> {
        let one = |one: &Value| {
            let place = one["place"].as_str().unwrap_or_default();
            let line = place.rsplit_once("/configuration.nix:").map_or(place, |(_, line)| line);
            format!("{} {line}", one["directive"].as_str().unwrap_or_default())
        };
        list.as_array().expect("a list").iter().map(one).collect()
    };
    let mut ignored = places(&found["ignored"]);
    ignored.sort();
    assert_eq!(ignored, ["Odd 1", "Restart 2", "RestartSec 2", "TimeoutStopSec 2", "Type 2"], "{found}");
    assert_eq!(places(&found["mistakes"]), ["ExecStart 2"]);
    assert_eq!(found["mistakes"][0]["why"], "`bin/b` is neither an absolute path nor a plain name");
    assert_eq!(found["warnings"], json!([]));

    // What is wrong in a unit of NixOS' own is nothing that keeps others from running.
    let (found, built) =
        with_nixpkgs(&format!("{{ {well} services.cfdyndns.enable = true; }}")).expect("it was there");
    assert!(built, "{found}");
    assert_eq!(found["warnings"].as_array().map(Vec::len), Some(1), "{found}");
    let warning = found["warnings"][0].as_str().expect("a warning");
    assert!(warning.starts_with("cfdyndns.timer is not loaded: OnCalendar: `5 minutes` is no "), "{warning}");
    assert!(warning.ends_with("; as under systemd, all else runs without it"), "{warning}");
    assert_eq!((&found["starts"], &found["waits"]), (&json!(["a.service"]), &json!(["cfdyndns.service"])));
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

#[test]
fn arguments_of_the_command_line_reach_the_modules_with_a_nixpkgs_and_without() {
    let configuration = r#"{ name, depth, ... }: { docker.volumes = [ "/${name}/${toString depth}" ]; }"#;
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/nixpkgs");
    let tree = tree.to_string_lossy();
    for packages in [["--nixpkgs", tree.as_ref()], ["--packages", "debian"]] {
        let mut arguments = vec!["--argstr", "name", "data", "--arg", "depth", "1 + 1"];
        arguments.extend(packages);
        let Some((found, well)) = check(configuration, &arguments) else { return };
        assert!(well, "{found}");
        assert_eq!(found["volumes"], json!(["/data/2"]));
    }
}

#[test]
fn a_nixpkgs_that_needs_a_newer_nix_is_refused_in_one_line_with_the_way_out() {
    let directory = tempfile::tempdir().expect("a directory");
    let place = directory.path().join("nixpkgs");
    for folder in ["lib", "nixos/lib"] {
        fs::create_dir_all(place.join(folder)).expect("a folder");
    }
    fs::write(place.join("nixos/lib/eval-config.nix"), "syntax of 2099").expect("a file");
    fs::write(place.join(".version"), "99.02").expect("a file");
    let features = r#"{ missing = [ { description = "`builtins.nixVersion` reports at least 98.1"; } ]; }"#;
    for (file, text, wanted) in [("minver", "\"99.2\"", "99.2"), ("minfeatures", features, "98.1")] {
        fs::write(place.join("lib").join(file).with_extension("nix"), text).expect("a file");
        let Some((found, well)) = check("{ }", &["--nixpkgs", &place.to_string_lossy()]) else { return };
        let error = found["error"].as_str().unwrap_or_default();
        let begins =
            format!("the nixpkgs at {} needs Nix {wanted} or newer, and this is Nix ", place.display());
        assert!(!well && error.starts_with(&begins), "{error}");
        assert!(error.ends_with("or name an older nixpkgs with --nixpkgs"), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn an_image_for_another_processor_than_the_programs_is_refused() {
    let Some((found, well)) = with_nixpkgs(r#"{ nixpkgs.hostPlatform = "riscv64-linux"; }"#) else { return };
    let error = found["error"].as_str().unwrap_or_default();
    assert!(
        !well && error.starts_with("the image would be for riscv64-linux, and this nix-docker"),
        "{error}"
    );
}
