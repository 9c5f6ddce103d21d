//! Instances of templates: those that units name, those that somebody asks for, and those of connections.

use super::super::{Finding, Kind, Problem, Restart, Unit, UnitFile, UnitName, Verdict};
use super::{Errors, needed_mounts, one_unit::parsed, shared_namespaces};
use std::collections::BTreeSet;

impl UnitFile {
    /// What the instance `name` of a template would be; none if there is no such template or the instance has mistakes.
    pub fn instance(&self, name: &UnitName) -> Option<Unit> {
        if self.not_loaded.contains_key(name) {
            return None;
        }
        let sections = self.drop_ins.added_to(name, self.templates.get(&name.template()?)?.clone());
        let (mut problems, mut findings) = (Vec::new(), Vec::new());
        let (unit, _) = parsed(name, &sections, &self.host, &mut problems, &mut findings)?;
        problems.is_empty().then_some(unit)
    }

    /// Makes the instance `name` of a template, for a `systemctl start` of one that nothing refers to.
    /// `Ok(None)` if there is no such template.
    ///
    /// # Errors
    /// When the instance has mistakes, or asks for what is refused.
    pub fn instantiate(&mut self, name: &UnitName) -> Result<Option<&Unit>, Errors> {
        let (mut problems, known) = (Vec::new(), self.findings.len());
        let before: BTreeSet<UnitName> = self.units.keys().cloned().collect();
        if !self.units.contains_key(name) && !self.add_instance(name, &mut problems) {
            return Ok(None);
        }
        self.add_referenced_instances(&mut problems);
        self.look_for_bus();
        shared_namespaces::complete(&mut self.units);
        needed_mounts::require(&mut self.units, |unit| !before.contains(unit));
        self.resolve_aliases();
        self.find_contradictions();
        // Of two units that contradict each other, the new one is refused and the old one stays.
        let refused =
            |finding: &&Finding| finding.verdict == Verdict::Refuse && !before.contains(&finding.unit);
        if let Some(finding) = self.findings[known..].iter().find(refused)
            && !self.settings.allow_unsupported
        {
            let (unit, directive) = (finding.unit.clone(), Some(finding.directive.clone()));
            problems.push(Problem { unit, directive, message: finding.reason.clone() });
        }
        if problems.is_empty() {
            return Ok(self.units.get(name));
        }
        for problem in &problems {
            self.units.remove(&problem.unit);
        }
        self.findings.truncate(known);
        Err(Errors::Problems(problems))
    }

    /// Makes the instance `name` of a template for a connection of `socket` with `peer`, if the template exists.
    ///
    /// # Errors
    /// As [`UnitFile::instantiate`].
    pub fn connect(&mut self, name: &UnitName, socket: &UnitName, peer: &str) -> Result<bool, Errors> {
        if self.instantiate(name)?.is_none() {
            return Ok(false);
        }
        if let Some(unit) = self.units.get_mut(name) {
            let named = unit.description != name.as_str();
            unit.description = if named { format!("{} ({peer})", unit.description) } else { peer.to_owned() };
            unit.dependencies.after.push(socket.clone());
            if let Kind::Service(service) = &mut unit.kind {
                service.connection = Some(socket.clone());
                // The connection would be gone by the time of a restart.
                service.restart = Restart::No;
            }
        }
        Ok(true)
    }

    /// Forgets a unit, and what was found in it.
    pub fn forget(&mut self, name: &UnitName) {
        self.units.remove(name);
        self.aliases.retain(|_, real| real != name);
        self.findings.retain(|finding| finding.unit != *name);
    }

    /// Whether this template exists.
    pub fn has_template(&self, name: &UnitName) -> bool {
        self.templates.contains_key(name)
    }

    /// Removes a template that can't be used.
    pub fn take_out_template(&mut self, name: &UnitName) {
        self.templates.remove(name);
    }

    /// Looks for mistakes in templates of connections, which have no instance before somebody connects.
    pub(super) fn look_at_templates_of_connections(&mut self, problems: &mut Vec<Problem>) {
        let template = |unit: &Unit| match &unit.kind {
            Kind::Socket(socket) if socket.accept => Some(socket.service.clone()),
            _ => None,
        };
        let templates: BTreeSet<UnitName> = self.units.values().filter_map(template).collect();
        for name in templates {
            if let Some(sections) = self.templates.get(&name).cloned() {
                let sections = self.drop_ins.added_to(&name, sections);
                parsed(&name, &sections, &self.host, problems, &mut self.findings);
            }
        }
    }

    fn add_instance(&mut self, name: &UnitName, problems: &mut Vec<Problem>) -> bool {
        if self.not_loaded.contains_key(name) {
            return false;
        }
        let Some(sections) = name.template().and_then(|template| self.templates.get(&template).cloned())
        else {
            return false;
        };
        self.add(name, sections, problems);
        self.units.contains_key(name)
    }

    /// Makes every instance that some unit refers to and that can be made.
    pub(super) fn add_referenced_instances(&mut self, problems: &mut Vec<Problem>) {
        loop {
            let mut missing = self.settings.essential.clone();
            // An instance with a drop-in of its own, which may be wanted through that.
            missing.extend(self.drop_ins.units());
            for unit in self.units.values_mut() {
                missing.extend(unit.references_mut().into_iter().map(|name| name.clone()));
            }
            let (templates, aliases) = (&self.templates, &self.aliases);
            missing.retain(|name| !aliases.contains_key(name));
            missing.retain(|name| name.template().is_some_and(|template| templates.contains_key(&template)));
            let mut added = false;
            for name in missing {
                added |= !self.units.contains_key(&name) && self.add_instance(&name, problems);
            }
            if !added {
                return;
            }
        }
    }
}
