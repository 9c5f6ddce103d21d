//! Units with mistakes for which systemd does not load them, and goes on without.
//!
//! In one of the user's own units, or one that the container exists for, a mistake refuses the image. In one that a
//! NixOS module makes it is a warning: on a machine there would be no more than that either.

use super::super::unit::{Settings, UnitFile};
use super::error::CheckError;
use crate::init::fitness;

/// Whether the user's files define a unit, as far as the settings say.
pub(crate) fn is_own(settings: &Settings, unit: &str) -> bool {
    settings.own.as_ref().is_none_or(|own| own.contains(unit))
}

/// Removes units with mistakes that are not the user's own. Returns a line for each.
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
