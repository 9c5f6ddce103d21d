//! nix-docker's init beside a real systemd: the same unit files in the same root file system, with one or the other
//! as PID 1, each in a container of its own; what becomes of them is compared.
//!
//! Needs root, unshare(1) and an apt that has a Debian archive. `NIX_DOCKER_KEEP=DIRECTORY` keeps the logs and all
//! differences; `NIX_DOCKER_CASES=PART` runs only cases with that in their names.

#![allow(clippy::unwrap_used)] // a test may panic

mod cases;
mod directives;
mod root;
mod sides;
mod tmpfiles;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use cases::Case;
use nix_docker::testing::needs;
use sides::{Results, Side};

/// How often cases that differ are tried again.
const TRIES: usize = 2;

/// So many do not differ by chance.
const MANY: usize = 40;

/// Runs a command that must succeed, and returns its standard output.
fn output(command: &mut Command) -> Result<String, String> {
    let done = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    Err(format!("{command:?}: {}: {}", done.status, String::from_utf8_lossy(&done.stderr).trim()))
}

/// Runs cases on one side.
type Run = fn(Side, &Path, &[Case]) -> Results;

#[test]
fn units_do_what_they_do_with_systemd_but_for_what_the_documentation_names() {
    compare("cases", Side::run);
}

#[test]
fn rules_of_tmpfiles_make_what_they_make_with_systemd_but_for_what_the_documentation_names() {
    compare("tmpfiles.txt", tmpfiles::run);
}

#[test]
fn the_directives_that_the_table_is_held_against_are_systemds() {
    match root() {
        Ok(root) => directives::compare(&root),
        Err(missing) => needs::skip("systemd", missing),
    }
}

/// All tests need the one root file system.
fn root() -> Result<PathBuf, String> {
    static ROOT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    ROOT.get_or_init(root::with_systemd).clone()
}

fn compare(place: &str, run: Run) {
    let root = match root() {
        Ok(root) => root,
        Err(missing) => {
            needs::skip("systemd", missing);
            return;
        }
    };
    let mut cases = cases::read(place);
    if let Ok(part) = std::env::var("NIX_DOCKER_CASES") {
        cases.retain(|case| case.name.contains(&part));
    }
    println!("{} cases", cases.len());
    let mut differences = compared(&root, &cases, run);
    // Most cases are about time. On a busy machine one or the other is late: what differs is tried again alone.
    for _ in 0..TRIES {
        cases.retain(|case| differences.iter().any(|(name, _)| *name == case.name));
        if cases.is_empty() || cases.len() > MANY {
            break;
        }
        println!("again: {}", cases.iter().map(|case| case.name.as_str()).collect::<Vec<_>>().join(" "));
        differences = compared(&root, &cases, run);
    }
    let texts: Vec<_> = differences.iter().map(|(_, text)| text.as_str()).collect();
    assert!(texts.is_empty(), "{} differences:\n{}", texts.len(), texts.join("\n"));
}

/// Runs the cases on both sides; says what differs, by the names of the cases.
fn compared(root: &Path, cases: &[Case], run: Run) -> Vec<(String, String)> {
    let (reference, ours) = std::thread::scope(|scope| {
        let reference = scope.spawn(|| run(Side::Systemd, root, cases));
        let ours = scope.spawn(|| run(Side::NixDocker, root, cases));
        (reference.join().unwrap(), ours.join().unwrap())
    });
    let of = |case: &Case| {
        let found = differences(case, &reference, &ours);
        found.into_iter().map(|text| (case.name.clone(), text)).collect::<Vec<_>>()
    };
    cases.iter().flat_map(of).collect()
}

/// What differs between the two and is not said to, and what is said to differ and does not.
fn differences(case: &Case, reference: &Results, ours: &Results) -> Vec<String> {
    let documented = include_str!("../../docs/init.md").split_whitespace().collect::<Vec<_>>().join(" ");
    let (reference, ours) = (&reference[&case.name], &ours[&case.name]);
    let mut found = Vec::new();
    for (key, words) in &case.differs {
        if !documented.contains(words) {
            found.push(format!("{}: docs/init.md does not say \"{words}\"", case.name));
        }
        if reference.get(key) == ours.get(key) {
            found.push(format!("{}: {key} does not differ", case.name));
        }
    }
    let keys: BTreeSet<&String> = reference.keys().chain(ours.keys()).collect();
    for key in keys {
        let expected = case.differs.iter().any(|(known, _)| known == key);
        let (one, other) = (reference.get(key), ours.get(key));
        if one != other && !expected {
            let lines = |text: Option<&String>| text.cloned().unwrap_or_else(|| "(nothing)".to_owned());
            found.push(format!("{} {key}:\n{}", case.name, changed_lines(&lines(one), &lines(other))));
        }
    }
    found
}

/// The lines that only one side has: `-` systemd's, `+` ours, by a longest common subsequence.
fn changed_lines(reference: &str, ours: &str) -> String {
    let (one, other): (Vec<_>, Vec<_>) = (reference.lines().collect(), ours.lines().collect());
    let mut common = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in (0..one.len()).rev() {
        for j in (0..other.len()).rev() {
            common[i][j] = if one[i] == other[j] {
                common[i + 1][j + 1] + 1
            } else {
                usize::max(common[i + 1][j], common[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut changed) = (0, 0, Vec::new());
    while i < one.len() || j < other.len() {
        if i < one.len() && j < other.len() && one[i] == other[j] {
            (i, j) = (i + 1, j + 1);
        } else if i < one.len() && (j == other.len() || common[i + 1][j] >= common[i][j + 1]) {
            changed.push(format!("  - {}", one[i]));
            i += 1;
        } else {
            changed.push(format!("  + {}", other[j]));
            j += 1;
        }
    }
    changed.join("\n")
}
