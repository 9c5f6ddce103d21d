//! Which units can't be run as they are, and what is ignored in the others: the same for the build and for
//! the start of a container, whose units may have been written by hand or by an older nix-docker.

use super::graph::{Graph, Relation};
use super::tmpfiles::{self, Rule};
use super::unit::{Finding, Kind, NotLoaded, Unit, UnitFile, UnitName, Verdict, WITHOUT_IT};
use std::collections::{BTreeMap, BTreeSet};

/// How many units are named; of more, only the number.
const NAMED: usize = 3;

/// What is wrong with each unit that has mistakes.
pub(crate) fn mistaken(file: &UnitFile) -> BTreeMap<UnitName, Vec<String>> {
    let mut mistaken: BTreeMap<UnitName, Vec<String>> = BTreeMap::new();
    for problem in &file.problems {
        let directive = problem.directive.as_ref().map_or_else(String::new, |name| format!("{name}: "));
        mistaken.entry(problem.unit.clone()).or_default().push(format!("{directive}{}", problem.message));
    }
    mistaken
}

/// The same, and what each unit asks for that a container can't give (unless the file allows it).
fn unfit(file: &UnitFile) -> BTreeMap<UnitName, Vec<String>> {
    let mut unfit = mistaken(file);
    if !file.settings.allow_unsupported {
        for finding in file.findings.iter().filter(|finding| finding.verdict == Verdict::Refuse) {
            let reason = format!("{}: {}", finding.directive, finding.reason);
            unfit.entry(finding.unit.clone()).or_default().push(reason);
        }
    }
    unfit
}

/// Removes units that can't be used: other units then see them as not declared. Returns a line for each.
pub(crate) fn take_out_unfit(file: &mut UnitFile) -> Vec<String> {
    take_out(file, unfit(file)).into_iter().map(|(_, line)| line).collect()
}

/// Removes those of them that nothing wants and that have nothing to run: settings for services that do not exist,
/// as in configurations of whole machines. Returns their names, with a line for each.
pub(crate) fn take_out_stubs(file: &mut UnitFile) -> Vec<(UnitName, String)> {
    let graph = Graph::of(file);
    let mut stubs = unfit(file);
    // A unit whose command was left out for a mistake has something to run.
    let is_mistaken = |reasons: &[String]| reasons.iter().any(|reason| reason.contains(WITHOUT_IT));
    stubs.retain(|name, reasons| {
        let unit = file.units.get(name);
        let is_stub = |unit: &Unit| runs_nothing(unit) && !is_wanted(unit, file, &graph);
        !is_mistaken(reasons) && unit.is_some_and(is_stub)
    });
    take_out(file, stubs)
}

fn runs_nothing(unit: &Unit) -> bool {
    match &unit.kind {
        Kind::Service(service) => service.exec_start.is_empty() && service.exec_stop.is_empty(),
        Kind::Timer(timer) => timer.triggers.is_empty(),
        Kind::Socket(socket) => socket.listen.is_empty(),
        Kind::Path(path) => path.watched.is_empty(),
        // It exists for other units.
        Kind::Target | Kind::Mount(_) => true,
    }
}

/// Whether the container starts with it, or one of those units wants it, directly or not. Being named is not enough:
/// two settings for services that do not exist may name each other.
fn is_wanted(unit: &Unit, file: &UnitFile, graph: &Graph) -> bool {
    use Relation::{
        BoundBy, OnFailureOf, OnSuccessOf, RequiredBy, RequisiteOf, TriggeredBy, UpheldBy, WantedBy,
    };
    let by = [WantedBy, RequiredBy, BoundBy, UpheldBy, RequisiteOf, OnFailureOf, OnSuccessOf, TriggeredBy];
    let mut seen = BTreeSet::from([unit.name.clone()]);
    let mut left = vec![unit.name.clone()];
    while let Some(name) = left.pop() {
        if file.settings.essential.contains(&name) || file.settings.default_target == name {
            return true;
        }
        let wanting = by.iter().flat_map(|relation| graph.names(&name, *relation));
        left.extend(wanting.filter(|other| seen.insert(other.clone())));
    }
    false
}

/// Removes these, each for its reasons. Returns their names, with a line for each.
pub(crate) fn take_out(
    file: &mut UnitFile,
    unfit: BTreeMap<UnitName, Vec<String>>,
) -> Vec<(UnitName, String)> {
    file.problems.retain(|problem| !unfit.contains_key(&problem.unit));
    file.findings.retain(|finding| !unfit.contains_key(&finding.unit));
    file.units.retain(|name, _| !unfit.contains_key(name));
    for name in unfit.keys() {
        file.take_out_template(name);
    }
    let said = |(name, reasons): (UnitName, Vec<String>)| {
        let line = format!("{name} is not loaded: {}", reasons.join("; "));
        file.not_loaded.entry(name.clone()).or_insert(NotLoaded::BadSetting);
        (name, line)
    };
    unfit.into_iter().map(said).collect()
}

/// All that is ignored with this verdict: the directives, grouped by the units that have them, and these units.
/// Directives that harden services are not listed one by one.
pub(crate) fn ignored(findings: &[Finding], verdict: Verdict) -> Vec<String> {
    let mut units: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.verdict == verdict) {
        let directive = if finding.is_hardening() {
            "hardening"
        } else {
            finding.directive.split('=').next().unwrap_or_default()
        };
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
pub(crate) fn ignored_of_rules(rules: &[Rule]) -> Vec<String> {
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
