//! The report on units that can be run.

use crate::init::fitness;
use crate::init::tmpfiles::Rule;
use crate::init::unit::{Finding, UnitFile, UnitName, Verdict};

/// The report on units that can be run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Report {
    /// How many units are declared or built in.
    pub units: usize,
    /// What is ignored: directives, and the units that have them.
    pub notes: Vec<String>,
    /// What is done, but not everywhere or not wholly.
    pub partly: Vec<String>,
    /// What would be refused, and is ignored because that was asked for.
    pub overridden: Vec<Finding>,
    /// Where something may not do what its author expects.
    pub warnings: Vec<String>,
    /// The units that start with the container, without targets.
    pub starts: Vec<UnitName>,
    /// Units that nothing wants and that have nothing to run: settings for services that do not exist.
    pub stubs: Vec<UnitName>,
}

impl Report {
    /// All notes in one line.
    pub(crate) fn summary(&self) -> Option<String> {
        (!self.notes.is_empty()).then(|| format!("has no effect in a container: {}", self.notes.join("; ")))
    }

    /// All stubs in one line.
    pub(crate) fn stubs(&self) -> Option<String> {
        let names: Vec<&str> = self.stubs.iter().map(UnitName::as_str).collect();
        (!names.is_empty()).then(|| {
            format!(
                "settings of units that are not there (nothing to run, nothing wants them): {}",
                names.join(", ")
            )
        })
    }
}

/// The lines for each start of the container: in one line what is ignored, then what would be refused if that
/// were not allowed, and what was left out as invalid.
pub(crate) fn said_at_start(file: &UnitFile, rules: &[Rule]) -> (Option<String>, Vec<String>) {
    let mut notes = fitness::ignored(&file.findings, Verdict::Note);
    notes.extend(fitness::ignored(&file.findings, Verdict::Unknown));
    notes.extend(fitness::ignored_of_rules(rules));
    let allowed = fitness::ignored(&file.findings, Verdict::Refuse);
    let report = Report { notes, ..Report::default() };
    let allowed = (!allowed.is_empty())
        .then(|| format!("is not supported and ignored, as allowed: {}", allowed.join("; ")));
    let left_out = file.findings.iter().filter(|finding| finding.verdict == Verdict::LeftOut);
    let warnings = file.warnings.iter().cloned().chain(left_out.map(ToString::to_string));
    (report.summary(), allowed.into_iter().chain(warnings).collect())
}
