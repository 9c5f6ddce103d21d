//! Whether a set of units can be run: asked when an image is built, with the code that will run it, and again
//! when the container starts.
//!
//! Mistakes, and what would silently misbehave, are refused. What is merely not done is noted. Limits: what volumes
//! and mounts bring is seen only in the container.

pub(crate) mod accounts;
mod command;
mod error;
mod missing_from_package;
pub(crate) mod mistakes;
mod never_started;
pub(crate) mod programs;
mod rehearsal;
mod report;
pub(crate) mod zones;

pub(crate) use command::main;
pub(crate) use error::CheckError;
pub(crate) use report::{Report, said_at_start};

use super::graph::{Graph, Relation, UnitId};
use super::unit::{Finding, Host, Kind, UnitFile, UnitName, Verdict};
use super::{fitness, tmpfiles, unit_files};
use mistakes::{is_own, take_out_foreign};
use std::path::Path;

/// The units in a file, if they can be run; `allow` ignores what would be refused, as the file's own setting does.
///
/// # Errors
/// See [`CheckError`].
pub(crate) fn load(path: &Path, host: &Host, allow: bool) -> Result<(UnitFile, Report), CheckError> {
    let (file, stubs, left_out) = understand(path, host)?;
    mistakes::refuse(&file)?;
    let mut report = examine(&file, allow || file.settings.allow_unsupported)?;
    report.stubs = stubs;
    report.warnings.extend(left_out);
    Ok((file, report))
}

/// The units in a file, and what is left out: the names of units with nothing to run, and a warning for each unit
/// with mistakes that are not the user's. The user's own are in [`UnitFile::problems`].
///
/// # Errors
/// [`CheckError::Read`] and [`CheckError::Parse`].
pub(crate) fn understand(
    path: &Path,
    host: &Host,
) -> Result<(UnitFile, Vec<UnitName>, Vec<String>), CheckError> {
    let text = unit_files::read(path).map_err(|source| CheckError::Read { path: path.to_owned(), source })?;
    let wrong = |source| CheckError::Parse { path: path.to_owned(), source };
    let mut file = UnitFile::parse_each(&text, host).map_err(wrong)?;
    let stubs = fitness::take_out_stubs(&mut file).into_iter().map(|(name, _)| name);
    // NixOS' modules have settings for units that may not exist.
    let stubs = stubs.filter(|unit| is_own(&file.settings, unit.as_str())).collect();
    let foreign = take_out_foreign(&mut file).into_iter();
    let foreign = foreign.map(|unit| format!("{unit}; as under systemd, all else runs without it")).collect();
    Ok((file, stubs, foreign))
}

/// Checks units that were parsed.
///
/// # Errors
/// [`CheckError::Unsupported`] and [`CheckError::Contradiction`].
pub(crate) fn examine(file: &UnitFile, allow: bool) -> Result<Report, CheckError> {
    let refused: Vec<Finding> =
        file.findings.iter().filter(|finding| finding.verdict == Verdict::Refuse).cloned().collect();
    if !allow && !refused.is_empty() {
        return Err(CheckError::Unsupported(refused));
    }
    let (rules, wrong) = tmpfiles::understood(&file.tmpfiles, &Host::default());
    let wrong =
        wrong.iter().map(|error| format!("{error}; as under systemd, the other rules are done without it"));
    let graph = Graph::of(file);
    let mut notes = fitness::ignored(&file.findings, Verdict::Note);
    notes.extend(fitness::ignored_of_rules(&rules));
    let is_warning = |finding: &&Finding| matches!(finding.verdict, Verdict::Unknown | Verdict::LeftOut);
    let unknown = file.findings.iter().filter(is_warning).map(ToString::to_string);
    let warnings = wrong.chain(file.warnings.iter().cloned()).chain(unknown).collect();
    let partly = file.findings.iter().filter(|finding| finding.verdict == Verdict::Partly);
    let partly = partly.map(ToString::to_string).collect();
    let mut report =
        Report { units: file.units.len(), notes, partly, overridden: refused, warnings, ..Report::default() };
    let mut contradictions = Vec::new();
    let default = &file.settings.default_target;
    if !file.units.contains_key(default) {
        contradictions.push(format!("the default target {default} is not declared"));
    }
    for essential in &file.settings.essential {
        if !file.units.contains_key(essential) {
            contradictions.push(format!("{essential} is essential (docker.essential) and not declared"));
        }
    }
    warn_of_missing(file, &graph, &mut report.warnings);
    warn_of_nothing_to_trigger(file, &mut report.warnings);
    report.warnings.extend(never_started::warnings(file, &graph));
    if contradictions.is_empty() {
        rehearsal::rehearse(file, graph, &mut report, &mut contradictions);
    }
    if contradictions.is_empty() { Ok(report) } else { Err(CheckError::Contradiction(contradictions)) }
}

/// Warns of requirements that aren't declared: units that have them will not start.
fn warn_of_missing(file: &UnitFile, graph: &Graph, warnings: &mut Vec<String>) {
    let missing = |id: &UnitId| !graph.node(*id).loaded && !graph.node(*id).provided;
    for unit in file.units.keys() {
        let Some(id) = graph.id(unit) else { continue };
        for (relation, directive) in [
            (Relation::Requires, "Requires"),
            (Relation::BindsTo, "BindsTo"),
            (Relation::Requisite, "Requisite"),
        ] {
            for other in graph.list(id, relation).iter().filter(|id| missing(id)) {
                let other = graph.name(*other);
                warnings.push(format!("{unit} will not start: {directive}={other} is not declared"));
            }
        }
    }
}

/// Warns of timers, sockets and paths for units that aren't declared.
fn warn_of_nothing_to_trigger(file: &UnitFile, warnings: &mut Vec<String>) {
    for unit in file.units.values() {
        let triggered = match &unit.kind {
            Kind::Timer(timer) => &timer.unit,
            Kind::Socket(socket) if socket.accept && file.has_template(&socket.service) => continue,
            Kind::Socket(socket) => &socket.service,
            Kind::Path(path) => &path.unit,
            _ => continue,
        };
        if file.get(triggered).is_none() {
            warnings.push(format!("{} starts {triggered}, which is not declared", unit.name));
        }
    }
}

#[cfg(test)]
mod tests;
