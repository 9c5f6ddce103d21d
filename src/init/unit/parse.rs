//! Parses `units.json` into the model.

mod bus_names;
mod instances;
mod needed_mounts;
mod one_unit;
mod shared_namespaces;
mod unhonoured;

#[cfg(test)]
mod tests;

use super::document::{self, Sections, VERSION};
use super::drop_ins::DropIns;
use super::{Host, Mounting, NotLoaded, Problem, Settings, Unit, UnitFile, UnitName, built_in, stand_in};
use one_unit::parsed;
use std::collections::BTreeMap;

/// Why `units.json` can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Errors {
    /// It isn't JSON, or doesn't have the right shape.
    #[error("not a list of units: {0}")]
    Malformed(String),
    /// It has a version that this program doesn't know.
    #[error(
        "version {0} of the list of units is unknown: this program reads version {VERSION}; use the nix-docker that the image was built with"
    )]
    Version(u64),
    /// Units with mistakes, which systemd would not run either.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<Problem>),
}

impl UnitFile {
    /// Parses `units.json`. What is valid but not supported is in [`UnitFile::findings`].
    ///
    /// # Errors
    /// See [`Errors`].
    pub fn parse(json: &str, host: &Host) -> Result<Self, Errors> {
        let file = Self::parse_each(json, host)?;
        if file.problems.is_empty() { Ok(file) } else { Err(Errors::Problems(file.problems)) }
    }

    /// As [`UnitFile::parse`], but units with mistakes are not an error: they are in [`UnitFile::problems`].
    ///
    /// # Errors
    /// [`Errors::Malformed`] and [`Errors::Version`].
    pub fn parse_each(json: &str, host: &Host) -> Result<Self, Errors> {
        let malformed = |error: serde_json::Error| Errors::Malformed(error.to_string());
        let document::Version { version } = serde_json::from_str(json).map_err(malformed)?;
        if version != VERSION {
            return Err(Errors::Version(version));
        }
        let raw: document::RawFile = serde_json::from_str(json).map_err(malformed)?;
        let mut problems = Vec::new();
        let mut file = Self {
            settings: Settings::of(raw.settings).map_err(Errors::Malformed)?,
            tmpfiles: raw.tmpfiles,
            units: BTreeMap::new(),
            aliases: BTreeMap::new(),
            not_loaded: BTreeMap::new(),
            findings: Vec::new(),
            problems: Vec::new(),
            warnings: raw.warnings,
            templates: BTreeMap::new(),
            drop_ins: DropIns::from_json(&raw.drop_ins).map_err(Errors::Malformed)?,
            host: host.clone(),
        };
        if file.host.mounting == Mounting::AsDeclared && file.settings.may_mount() {
            file.host.mounting = Mounting::Allowed;
        }
        for (name, value) in raw.units {
            let name: UnitName = name.parse().map_err(|error| Errors::Malformed(format!("{error}")))?;
            file.take(name, &value, &mut problems);
        }
        for name in file.drop_ins.units().filter(built_in::is_built_in).collect::<Vec<_>>() {
            if !file.units.contains_key(&name) {
                file.add(&name, Sections::default(), &mut problems);
            }
        }
        file.add_syslog_socket(&mut problems);
        file.add_referenced_instances(&mut problems);
        file.look_at_templates_of_connections(&mut problems);
        file.look_for_bus();
        file.look_for_same_names(&mut problems);
        file.problems = problems;
        shared_namespaces::complete(&mut file.units);
        needed_mounts::require(&mut file.units, |_| true);
        built_in::add(&mut file);
        file.resolve_aliases();
        file.find_contradictions();
        Ok(file)
    }

    /// Takes a unit from `units.json`: its sections, `null` for a mask, or a text that says why its file could not be
    /// read.
    fn take(&mut self, name: UnitName, value: &serde_json::Value, problems: &mut Vec<Problem>) {
        match value {
            serde_json::Value::Null => drop(self.not_loaded.insert(name, NotLoaded::Masked)),
            serde_json::Value::String(reason) => {
                problems.push(Problem { unit: name.clone(), directive: None, message: reason.clone() });
                self.not_loaded.insert(name, NotLoaded::Error);
            }
            value => match Sections::from_json(value) {
                Err(message) => problems.push(Problem { unit: name, directive: None, message }),
                Ok(sections) if name.is_template() => drop(self.templates.insert(name, sections)),
                Ok(sections) => self.add(&name, sections, problems),
            },
        }
    }

    /// Records where two units want different things at the same path.
    fn find_contradictions(&mut self) {
        for finding in stand_in::contradictions(&self.units, &self.host.mounting) {
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
        }
    }

    /// Adds the socket of syslog daemons if a unit names it.
    fn add_syslog_socket(&mut self, problems: &mut Vec<Problem>) {
        let (name, sections) = built_in::SYSLOG;
        let declared = self.units.contains_key(name)
            || self.aliases.contains_key(name)
            || self.not_loaded.contains_key(name);
        let named = |unit: &mut Unit| unit.references_mut().iter().any(|other| other.as_str() == name);
        if declared || !self.units.values_mut().any(named) {
            return;
        }
        let sections = serde_json::from_str(sections).ok().and_then(|value| Sections::from_json(&value).ok());
        if let (Ok(name), Some(sections)) = (name.parse::<UnitName>(), sections) {
            self.add(&name, sections, problems);
        }
    }

    fn add(&mut self, name: &UnitName, sections: Sections, problems: &mut Vec<Problem>) {
        let sections = self.drop_ins.added_to(name, sections);
        if let Some((unit, aliases)) = parsed(name, &sections, &self.host, problems, &mut self.findings) {
            self.aliases.extend(aliases.into_iter().map(|alias| (alias, name.clone())));
            self.units.insert(name.clone(), unit);
        }
    }

    /// Replaces aliases by the units' own names, wherever a unit refers to one.
    fn resolve_aliases(&mut self) {
        self.aliases.retain(|alias, _| !self.units.contains_key(alias));
        let aliases = &self.aliases;
        if aliases.is_empty() {
            return;
        }
        for unit in self.units.values_mut() {
            for name in unit.references_mut() {
                if let Some(real) = aliases.get(name) {
                    *name = real.clone();
                }
            }
        }
        for name in self.settings.essential.iter_mut().chain([&mut self.settings.default_target]) {
            if let Some(real) = aliases.get(name) {
                *name = real.clone();
            }
        }
    }
}
