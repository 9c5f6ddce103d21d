//! The cases of `tests/nix/`, evaluated with the real `nix-instantiate`: each file's expected values
//! in one evaluation, each expected error in one of its own, several at a time.

#![allow(clippy::unwrap_used)]

#[path = "nix_lib/differences.rs"]
mod differences;
#[path = "nix_lib/nixpkgs.rs"]
mod nixpkgs;

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

/// Every file beside `run.nix` is an area.
fn areas() -> Vec<String> {
    let mut areas: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".nix").map(str::to_owned))
        .filter(|name| name != "run")
        .collect();
    areas.sort();
    areas
}

fn evaluate(expression: &str) -> Output {
    Command::new("nix-instantiate")
        .args(["--eval", "--strict", "--json", "--option", "substitute", "false"])
        .args(["-E", expression])
        .output()
        .expect("nix-instantiate runs")
}

/// An expression on `all`, the report on one file.
fn evaluate_report(area: &str, expression: &str) -> Output {
    let binding = format!("let all = import {}/run.nix {{ area = \"{area}\"; }}; in ", folder().display());
    evaluate(&(binding + expression))
}

fn report(area: &str) -> Report {
    let output = evaluate_report(area, "{ inherit (all) count values messages misshapen; }");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{area}: {stderr}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What `work` gives for each, in no order, by as many threads as there are processors.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(item);
                    found.lock().unwrap().push(result);
                }
            });
        }
    });
    found.into_inner().unwrap()
}

/// Nix indents the lines of a message, and differently so in its versions.
fn without_layout(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why a case that must fail did not do so as it should.
fn fault(area: &str, name: &str, message: &str) -> Option<String> {
    let output = evaluate_report(area, &format!("all.errors.\"{name}\""));
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
    faults.extend(in_parallel(&errors, |(name, message)| fault(area, name, message)).into_iter().flatten());
    assert!(faults.is_empty(), "{area}: {} faults\n{}", faults.len(), faults.join("\n"));
    report.count
}

#[test]
fn every_case_of_the_library_holds() {
    if !nix_docker::testing::needs::has_programs(&["nix-instantiate"]) {
        return;
    }
    let count: usize = areas().iter().map(|area| check(area)).sum();
    assert!(count > 600, "only {count} cases were found");
    println!("{count} cases");
}
