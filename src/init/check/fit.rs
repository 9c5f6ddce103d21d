//! Which units can't be run as they are, and what of the others is ignored: the same for the build and for
//! the start of a container, whose units may have been written by hand or by an older nix-docker.

use super::super::tmpfiles::{self, Rule};
use super::super::unit::{Finding, UnitFile, UnitName, Verdict};
use std::collections::BTreeMap;

/// Of more units than this, only the number is said.
const NAMED: usize = 3;

/// Takes the units out that have mistakes, or ask for what a container can't give (unless the file allows it):
/// to all others they are as units that are not declared. Returns a line for each.
pub fn take_out_unfit(file: &mut UnitFile) -> Vec<String> {
    let mut unfit: BTreeMap<UnitName, Vec<String>> = BTreeMap::new();
    for problem in &file.problems {
        let directive = problem.directive.as_ref().map_or_else(String::new, |name| format!("{name}: "));
        unfit.entry(problem.unit.clone()).or_default().push(format!("{directive}{}", problem.message));
    }
    if !file.settings.allow_unsupported {
        for finding in file.findings.iter().filter(|finding| finding.verdict == Verdict::Refuse) {
            unfit
                .entry(finding.unit.clone())
                .or_default()
                .push(format!("{}: {}", finding.directive, finding.reason));
        }
    }
    file.findings.retain(|finding| !unfit.contains_key(&finding.unit));
    file.units.retain(|name, _| !unfit.contains_key(name));
    unfit.into_iter().map(|(name, reasons)| format!("{name} is not loaded: {}", reasons.join("; "))).collect()
}

/// All that is ignored with this verdict: the directives, together where they are of the same units, and
/// whose they are.
pub fn ignored(findings: &[Finding], verdict: Verdict) -> Vec<String> {
    let mut units: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.verdict == verdict) {
        let directive = finding.directive.split('=').next().unwrap_or_default();
        let users = units.entry(directive).or_default();
        if !users.contains(&finding.unit.stem()) {
            users.push(finding.unit.stem());
        }
    }
    let mut directives: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
    for (directive, units) in units {
        directives.entry(units).or_default().push(directive);
    }
    let of_units =
        |(units, directives): (Vec<&str>, Vec<&str>)| named(&directives.join(", "), &units, "units");
    directives.into_iter().map(of_units).collect()
}

/// The same for tmpfiles rules.
pub fn ignored_of_rules(rules: &[Rule]) -> Vec<String> {
    let of_rule = |(what, paths): (&str, Vec<&str>)| named(&format!("tmpfiles' {what}"), &paths, "rules");
    tmpfiles::not_done(rules).into_iter().map(of_rule).collect()
}

fn named(what: &str, whose: &[&str], many: &str) -> String {
    if whose.len() > NAMED {
        format!("{what} ({} {many})", whose.len())
    } else {
        format!("{what} ({})", whose.join(", "))
    }
}
