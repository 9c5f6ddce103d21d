//! Our cases with the library of each nixpkgs that `NIX_DOCKER_TEST_NIXPKGS` names: what our library gives, theirs
//! gives too, and what ours refuses, theirs refuses. The words of an error are our own and are not compared.
//!
//! A function that theirs lacks is no difference. Where the two differ, `differences.rs` has to say why.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nix_docker::testing::needs;
use serde::Deserialize;
use serde_json::Value;

use super::differences::{DIFFERENCES, Difference};
use super::{areas, evaluate, in_parallel};

/// What every case of a file is held against.
#[derive(Deserialize)]
struct Expected {
    expected: BTreeMap<String, Value>,
    messages: BTreeMap<String, Value>,
}

/// How a case comes out with the other library.
enum Outcome {
    Same,
    /// It asks for a function that the library lacks.
    Absent,
    Differs(String),
}

struct Tree {
    library: PathBuf,
    release: String,
}

impl Tree {
    /// The tree at this path, if the Nix on PATH is new enough for it.
    fn new(path: &Path) -> Option<Self> {
        let library = path.join("lib");
        let release = std::fs::read_to_string(path.join(".version")).unwrap().trim().to_owned();
        let asked = format!(
            "let features = {lib}/minfeatures.nix; in if builtins.pathExists features \
             then (import features).missing == [ ] \
             else builtins.compareVersions (import {lib}/minver.nix) builtins.nixVersion != 1",
            lib = library.display()
        );
        let output = evaluate(&asked);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        if output.stdout.starts_with(b"true") {
            return Some(Self { library, release });
        }
        needs::skip("newer-nix", format!("{} needs another", path.display()));
        None
    }

    fn outcome(&self, area: &str, name: &str, expected: Option<&Value>) -> Outcome {
        let output = evaluate(&format!(
            "(import {}/run.nix {{ area = \"{area}\"; library = {}; }}).all.\"{name}\"",
            super::folder().display(),
            self.library.display()
        ));
        let stderr = String::from_utf8_lossy(&output.stderr);
        if stderr.contains("this library has no lib.") {
            return Outcome::Absent;
        }
        let got = output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned());
        match (expected, got) {
            (None, None) => Outcome::Same,
            (Some(value), Some(got)) if serde_json::from_str::<Value>(&got).unwrap() == *value => {
                Outcome::Same
            }
            (None, Some(got)) => Outcome::Differs(format!("ours is an error, theirs {got}")),
            (Some(value), Some(got)) => Outcome::Differs(format!("ours is {value}, theirs {got}")),
            (Some(value), None) => Outcome::Differs(format!("ours is {value}, theirs an error:\n{stderr}")),
        }
    }

    /// What is wrong with a case of this tree's, if anything is.
    fn fault(&self, area: &str, name: &str, expected: Option<&Value>) -> (bool, Option<String>) {
        let named = DIFFERENCES.iter().find(|one| one.is_about(area, name) && one.applies(&self.release));
        match (self.outcome(area, name, expected), named) {
            (Outcome::Absent, _) => (false, None),
            (Outcome::Same, Some(Difference { before: None, why, .. })) => {
                (true, Some(format!("{area}: {name}: is no difference, but is named as one ({why})")))
            }
            (Outcome::Differs(how), None) => (true, Some(format!("{area}: {name}: {how}"))),
            _ => (true, None),
        }
    }
}

/// All cases of a file, with what our library gives (nothing where it fails).
fn cases(area: &str) -> Vec<(String, Option<Value>)> {
    let run = super::folder().join("run.nix");
    let output = evaluate(&format!(
        "let all = import {} {{ area = \"{area}\"; }}; in {{ inherit (all) expected messages; }}",
        run.display()
    ));
    assert!(output.status.success(), "{area}: {}", String::from_utf8_lossy(&output.stderr));
    let Expected { expected, messages } = serde_json::from_slice(&output.stdout).unwrap();
    let values = expected.into_iter().map(|(name, value)| (name, Some(value)));
    values.chain(messages.into_keys().map(|name| (name, None))).collect()
}

#[test]
fn every_case_comes_out_the_same_with_a_nixpkgs_own_library() {
    if !needs::has_programs(&["nix-instantiate"]) {
        return;
    }
    let trees: Vec<Tree> = needs::nixpkgs().iter().filter_map(|path| Tree::new(path)).collect();
    let all: Vec<(String, String, Option<Value>)> = areas()
        .into_iter()
        .flat_map(|area| cases(&area).into_iter().map(move |(name, value)| (area.clone(), name, value)))
        .collect();
    let unknown: Vec<&str> = DIFFERENCES
        .iter()
        .flat_map(|one| one.cases.iter().flat_map(|(area, names)| names.iter().map(move |name| (area, name))))
        .filter(|(area, name)| !all.iter().any(|case| case.0 == **area && case.1 == **name))
        .map(|(_, name)| *name)
        .collect();
    assert!(unknown.is_empty(), "named as differences, but no cases: {unknown:?}");
    for tree in trees {
        let found = in_parallel(&all, |(area, name, expected)| tree.fault(area, name, expected.as_ref()));
        let faults: Vec<&str> = found.iter().filter_map(|(_, fault)| fault.as_deref()).collect();
        let compared = found.iter().filter(|(compared, _)| *compared).count();
        assert!(faults.is_empty(), "{}: {} faults\n{}", tree.release, faults.len(), faults.join("\n"));
        assert!(compared > 400, "{}: only {compared} cases were compared", tree.release);
        println!("{}: {compared} of {} cases compared", tree.release, all.len());
    }
}
