//! Which units a client's words mean.
//!
//! Anyone may ask about any instance of a template; it is made only for somebody who may command it.

use super::Supervisor;
use super::units::RunningUnit;
use crate::init::system::{MessageBus, Priority};
use crate::init::unit::{NotLoaded, Unit, UnitName};

impl Supervisor {
    /// The unit that a name means, if it exists.
    pub(super) fn find(&self, text: &str) -> Option<UnitName> {
        self.real_name(text).filter(|name| self.units.contains_key(name))
    }

    /// What an instance of a template that does not exist yet would be.
    pub(super) fn instance(&self, text: &str) -> Option<Unit> {
        self.file.instance(&self.real_name(text).filter(|name| !self.units.contains_key(name))?)
    }

    /// Makes the instance of a template, and those that it refers to; `Ok(None)` if there is no such template.
    ///
    /// # Errors
    /// Why it can't be made, which is also in the log.
    pub(super) fn make(
        &mut self,
        system: &mut dyn MessageBus,
        name: &UnitName,
    ) -> Result<Option<UnitName>, String> {
        match self.file.instantiate(name) {
            Ok(None) => Ok(None),
            Ok(Some(_)) => {
                self.take_in_new_units(system);
                Ok(Some(name.clone()))
            }
            Err(errors) => {
                let problem = errors.to_string();
                system.log(None, Priority::Error, &format!("{name} is not loaded: {problem}"));
                Err(problem)
            }
        }
    }

    /// Takes in the units that were made since the last time.
    pub(super) fn take_in_new_units(&mut self, system: &mut dyn MessageBus) {
        let is_new = |unit: &&Unit| !self.units.contains_key(&unit.name);
        let new: Vec<Unit> = self.file.units.values().filter(is_new).cloned().collect();
        for unit in new {
            self.jobs.add(&unit);
            self.index.add(&unit);
            self.note_name(system, &unit);
            self.units.insert(unit.name.clone(), RunningUnit::new(unit));
        }
    }

    /// How a unit is declared.
    pub(super) fn declared(&self, name: &UnitName) -> Option<&Unit> {
        self.units.get(name).map(|unit| &**unit.unit())
    }

    /// The unit that has a file but can't be used, and why.
    pub(super) fn not_loaded(&self, text: &str) -> Option<(NotLoaded, UnitName)> {
        let name = self.real_name(text)?;
        self.file.not_loaded.get(&name).map(|reason| (*reason, name))
    }

    fn real_name(&self, text: &str) -> Option<UnitName> {
        let name = UnitName::from_typed(text).ok()?;
        Some(self.file.aliases.get(&name).cloned().unwrap_or(name))
    }
}
