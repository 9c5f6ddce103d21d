//! Units that say what no unit can: systemd does not load them, and goes on without.
//!
//! In a unit of the user's own, or one that the container is there for, that refuses an image. In one that a
//! module of NixOS makes it is a warning: on a machine nothing else is said of it either.

use super::super::unit::{Settings, UnitFile};
use super::error::CheckError;
use crate::init::fitness;

/// Whether a unit is one that the user's files define, as far as that is told.
pub(crate) fn is_own(settings: &Settings, unit: &str) -> bool {
    settings.own.as_ref().is_none_or(|own| own.contains(unit))
}

/// Takes the units with mistakes out that are nobody's own. Returns a line for each.
pub(super) fn take_out_foreign(file: &mut UnitFile) -> Vec<String> {
    let mut mistaken = fitness::mistaken(file);
    mistaken
        .retain(|unit, _| !is_own(&file.settings, unit.as_str()) && !file.settings.essential.contains(unit));
    fitness::take_out(file, mistaken).into_iter().map(|(_, line)| line).collect()
}

/// # Errors
/// [`CheckError::Mistakes`] where units have some.
pub(crate) fn refuse(file: &UnitFile) -> Result<(), CheckError> {
    match file.problems.as_slice() {
        [] => Ok(()),
        mistakes => Err(CheckError::Mistakes(mistakes.to_vec())),
    }
}
