//! Which units a client's words mean.
//!
//! Anyone may ask about the instance of a template, by any name: it comes to be only for who may command it.

use super::Supervisor;
use super::units::Running;
use crate::init::glob;
use crate::init::unit::{NotLoaded, Unit, UnitName};

impl Supervisor {
    /// The units that a name or a pattern means, as far as they are there.
    pub(super) fn find(&self, text: &str) -> Vec<UnitName> {
        if glob::is_pattern(text) {
            return self.units.keys().filter(|name| glob::matches(text, name.as_str())).cloned().collect();
        }
        self.real_name(text).filter(|name| self.units.contains_key(name)).into_iter().collect()
    }

    /// What the instance of a template would be that is not there.
    pub(super) fn instance(&self, text: &str) -> Option<Unit> {
        self.file.instance(&self.real_name(text).filter(|name| !self.units.contains_key(name))?)
    }

    /// Makes the instance of a template, and those that it refers to.
    pub(super) fn make(&mut self, name: &UnitName) -> Vec<UnitName> {
        if !matches!(self.file.instantiate(name), Ok(Some(_))) {
            return Vec::new();
        }
        for (name, unit) in &self.file.units {
            if !self.units.contains_key(name) {
                self.jobs.add(unit);
                self.units.insert(name.clone(), Running::new(unit.clone()));
            }
        }
        vec![name.clone()]
    }

    /// How a unit is declared.
    pub(super) fn declared(&self, name: &UnitName) -> Option<&Unit> {
        self.units.get(name).map(|unit| &**unit.unit())
    }

    /// The unit that is there and can't be used, and why.
    pub(super) fn not_loaded(&self, text: &str) -> Option<(NotLoaded, UnitName)> {
        let name = self.real_name(text)?;
        self.file.not_loaded.get(&name).map(|reason| (*reason, name))
    }

    fn real_name(&self, text: &str) -> Option<UnitName> {
        let name = UnitName::from_typed(text).ok()?;
        Some(self.file.aliases.get(&name).cloned().unwrap_or(name))
    }
}
