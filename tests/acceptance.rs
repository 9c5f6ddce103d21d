//! scripts/acceptance.sh, which says how many service modules of a nixpkgs are accepted, with a small tree that has
//! a service for each outcome.

use std::fs;
use std::path::Path;
use std::process::Command;

use nix_docker::testing::needs;
use serde_json::{Value, json};

#[test]
fn every_outcome_is_told_and_a_second_run_asks_nothing_again() {
    if !needs::has_programs(&["nix-instantiate", "jq"]) {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directory = tempfile::tempdir().expect("a directory");
    let tree = directory.path().join("nixpkgs");
    let copied = Command::new("cp").arg("-rT").arg(root.join("tests/fixtures/nixpkgs")).arg(&tree).status();
    assert!(copied.expect("cp").success());
    let modules = tree.join("nixos/modules");
    fs::copy(root.join("tests/fixtures/acceptance/services.nix"), modules.join("services/all.nix"))
        .expect("a module");
    let list = fs::read_to_string(modules.join("module-list.nix")).expect("the list");
    fs::write(modules.join("module-list.nix"), list.replace("[\n", "[\n  ./services/all.nix\n"))
        .expect("the list");
    let lib = format!("import {}/nix/standalone/lib\n", root.display());
    fs::write(tree.join("lib/default.nix"), lib).expect("its lib");

    let run = || {
        let output = Command::new(root.join("scripts/acceptance.sh"))
            .arg(&tree)
            .env("NIX_DOCKER", env!("CARGO_BIN_EXE_nix-docker"))
            .env("RESULTS", directory.path())
            .env("GC_INITIAL_HEAP_SIZE", "64M")
            .output()
            .expect("it starts");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
        (String::from_utf8_lossy(&output.stdout).into_owned(), told)
    };
    let (report, told) = run();
    let version = fs::read_to_string(tree.join(".version")).expect("a version");
    let results = directory.path().join(format!("{}.jsonl", version.trim()));
    let lines = fs::read_to_string(results).expect("results");
    let mut found: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter(|line| line["module"] == "services/all.nix")
        .map(|line| json!([line["switch"], line["outcome"], line["why"]]))
        .collect();
    found.sort_by_key(ToString::to_string);
    let lacking = "lacking.service will not start: User=whom is not declared (users.users.whom)";
    assert_eq!(
        json!(found),
        json!([
            ["services.asks", "accepted", []],
            ["services.broken", "broken", found[1][2]],
            ["services.fine", "accepted", []],
            ["services.hardened", "noted", ["Slice", "hardening"]],
            ["services.lacking", "lacking", [lacking]],
            ["services.machines", "machine", ["systemd-oomd.service"]],
            ["services.nothing", "none", []],
            ["services.packaged", "package", []],
            ["services.refused.deep", "refused", ["RootImage: a service can't have a root of its own"]],
            ["services.refused.text", "refused", found[9][2]],
        ]),
        "{told}"
    );
    assert!(lines.contains(r#""given":["services.asks.number"]"#), "{lines}");
    assert!(found[9][2][0].as_str().expect("a reason").contains("User"), "{}", found[9]);
    assert!(report.contains("| refused | 2 |"), "{report}");
    assert!(report.contains("| not counted: NixOS itself does not evaluate it alone | 1 |"), "{report}");

    let (again, told) = run();
    assert_eq!((again, told), (report, String::new()));
}
