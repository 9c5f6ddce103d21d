//! The cases of `tests/nix/`, evaluated with the real `nix-instantiate`: each file's expected values
//! in one evaluation, each expected error in one of its own, several at a time.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;

/// What `run.nix` says about a file, but for its errors.
#[derive(Deserialize)]
struct Report {
    count: usize,
    values: Vec<Difference>,
    messages: BTreeMap<String, String>,
    misshapen: Vec<String>,
}

#[derive(Deserialize)]
struct Difference {
    name: String,
    expected: String,
    got: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nix")
}

/// An expression on `all`, the report on one file.
fn evaluate(area: &str, expression: &str) -> Output {
    let binding = format!("let all = import {}/run.nix {{ area = \"{area}\"; }}; in ", folder().display());
    Command::new("nix-instantiate")
        .args(["--eval", "--strict", "--json", "--option", "substitute", "false"])
        .args(["-E", &(binding + expression)])
        .output()
        .expect("nix-instantiate runs")
}

fn report(area: &str) -> Report {
    let output = evaluate(area, "removeAttrs all [ \"errors\" ]");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{area}: {stderr}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Nix indents the lines of a message, and differently so in its versions.
fn without_layout(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why a case that must fail did not do so as it should.
fn fault(area: &str, name: &str, message: &str) -> Option<String> {
    let output = evaluate(area, &format!("all.errors.\"{name}\""));
    // The cases name no path of the machine that they run on.
    let stderr = String::from_utf8_lossy(&output.stderr).replace(&folder().display().to_string(), "");
    if output.status.success() {
        let value = String::from_utf8_lossy(&output.stdout);
        Some(format!("{name}: no error, but {value}"))
    } else if without_layout(&stderr).contains(&without_layout(message)) {
        None
    } else {
        Some(format!("{name}: expected the error\n{message}\nbut got\n{stderr}"))
    }
}

/// Every case of the file holds. Gives their number.
fn check(area: &str) -> usize {
    let report = report(area);
    let mut faults: Vec<String> = report
        .values
        .iter()
        .map(|case| format!("{}: expected {}, but got {}", case.name, case.expected, case.got))
        .chain(report.misshapen.iter().map(|name| format!("{name}: is no case")))
        .collect();

    let errors: Vec<_> = report.messages.iter().collect();
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((name, message)) = errors.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(fault) = fault(area, name, message) {
                        found.lock().unwrap().push(fault);
                    }
                }
            });
        }
    });
    faults.extend(found.into_inner().unwrap());
    assert!(faults.is_empty(), "{area}: {} faults\n{}", faults.len(), faults.join("\n"));
    report.count
}

/// Every file beside `run.nix` is an area.
#[test]
fn every_case_of_the_library_holds() {
    if !nix_docker::testing::needs::has_programs(&["nix-instantiate"]) {
        return;
    }
    let mut areas: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".nix").map(str::to_owned))
        .filter(|name| name != "run")
        .collect();
    areas.sort();
    let count: usize = areas.iter().map(|area| check(area)).sum();
    assert!(count > 600, "only {count} cases were found");
    println!("{count} cases");
}
