//! A rehearsal of the container's start, without starting anything: what must be left out of it, and why.

use super::Report;
use crate::init::graph::Graph;
use crate::init::jobs::{Action, Dropped, Engine, JobKind, JobMode, Operation, TransactionError};
use crate::init::unit::{Kind, UnitFile, UnitName};

/// Goes through the start of the default target.
pub(super) fn rehearse(file: &UnitFile, graph: Graph, report: &mut Report, contradictions: &mut Vec<String>) {
    let warnings = &mut report.warnings;
    let mut engine = Engine::with_graph(graph);
    match engine.enqueue(Operation::Start, &file.settings.default_target, JobMode::Replace) {
        Ok(_) => {}
        Err(error @ TransactionError::Cycle(_)) => contradictions.push(ordering(&error.to_string())),
        Err(error) => contradictions.push(error.to_string()),
    }
    let mut seen: Vec<(UnitName, Dropped)> = Vec::new();
    for action in engine.next_actions() {
        let Action::Dropped { unit, reason } = action else { continue };
        match &reason {
            Dropped::Missing { .. } if file.settings.essential.contains(&unit) => {
                warnings.push(format!("the container will end at once: {unit} is essential, and {reason}"));
            }
            // Reported already, for the unit that names what is missing.
            Dropped::Missing { .. } => {}
            Dropped::Cycle(_) if file.settings.essential.contains(&unit) => {
                contradictions.push(format!("{unit} is essential (docker.essential): {reason}"));
            }
            // As under systemd, the others start without a unit that is only wanted.
            Dropped::Cycle(cycle)
                if seen.iter().any(|(_, known)| *known == Dropped::Cycle(cycle.clone())) => {}
            Dropped::Cycle(_) => warnings.push(ordering(&format!("{unit} will not start: {reason}"))),
            Dropped::Conflict | Dropped::Endless => {
                warnings.push(format!("{unit} will not start with the container: {reason}"));
            }
        }
        seen.push((unit, reason));
    }
    let is_started = |unit: &&UnitName| {
        let does_something = file.get(unit).is_some_and(|unit| unit.kind != Kind::Target);
        does_something && matches!(engine.job(unit), Some((_, JobKind::Start, _)))
    };
    report.starts = file.units.keys().filter(is_started).cloned().collect();
}

fn ordering(message: &str) -> String {
    format!("{message}; take out one of the After= or Before= between them")
}
