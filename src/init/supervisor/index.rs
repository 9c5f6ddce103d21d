//! Which units to look at when something happens, so that an event costs the same with ten thousand units as with
//! ten.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::service::Service;
use super::sockets::Socket;
use super::state::ActiveState;
use crate::init::unit::{Kind, Unit, UnitFile, UnitName};

/// Units by what makes them worth a look.
#[derive(Debug, Default)]
pub(super) struct UnitIndex {
    essential: BTreeSet<UnitName>,
    aliases: BTreeMap<UnitName, Vec<UnitName>>,
    /// Sockets by what they start.
    sockets: BTreeMap<UnitName, Vec<UnitName>>,
    /// Path units by what they start.
    paths: BTreeMap<UnitName, Vec<UnitName>>,
    /// Timers by what they start.
    timers: BTreeMap<UnitName, Vec<UnitName>>,
    /// Units whose jobs have a time limit.
    limited: BTreeSet<UnitName>,
    /// When something is due for a service or a socket; the second is the same by unit.
    due: BTreeSet<(Duration, UnitName)>,
    due_of: BTreeMap<UnitName, Duration>,
    /// Services that are on their way up, and down.
    starting: BTreeSet<UnitName>,
    stopping: BTreeSet<UnitName>,
}

impl UnitIndex {
    pub(super) fn new(file: &UnitFile) -> Self {
        let mut index =
            Self { essential: file.settings.essential.iter().cloned().collect(), ..Self::default() };
        for (alias, name) in &file.aliases {
            index.aliases.entry(name.clone()).or_default().push(alias.clone());
        }
        file.units.values().for_each(|unit| index.add(unit));
        index
    }

    /// Adds a new unit.
    pub(super) fn add(&mut self, unit: &Unit) {
        let name = || unit.name.clone();
        match &unit.kind {
            Kind::Socket(socket) => self.sockets.entry(socket.service.clone()).or_default().push(name()),
            Kind::Path(path) => self.paths.entry(path.unit.clone()).or_default().push(name()),
            Kind::Timer(timer) => self.timers.entry(timer.unit.clone()).or_default().push(name()),
            Kind::Service(_) | Kind::Target | Kind::Mount(_) => (),
        }
        if unit.job_timeout.is_some() || unit.job_running_timeout.is_some() {
            self.limited.insert(name());
        }
    }

    /// Removes a service that is forgotten.
    pub(super) fn remove(&mut self, unit: &Unit) {
        self.note_due(&unit.name, None);
        for set in [&mut self.starting, &mut self.stopping, &mut self.limited] {
            set.remove(&unit.name);
        }
    }

    /// A service may have changed.
    pub(super) fn note_service(&mut self, service: &Service) {
        let name = &service.unit().name;
        self.note_due(name, service.next_deadline());
        keep(&mut self.starting, name, service.state().is_starting());
        keep(&mut self.stopping, name, service.state().active() == ActiveState::Deactivating);
    }

    /// A socket may have changed.
    pub(super) fn note_socket(&mut self, socket: &Socket) {
        self.note_due(&socket.unit.name, socket.deadline);
    }

    fn note_due(&mut self, name: &UnitName, due: Option<Duration>) {
        if self.due_of.get(name).copied() == due {
            return;
        }
        if let Some(old) = self.due_of.remove(name) {
            self.due.remove(&(old, name.clone()));
        }
        if let Some(new) = due {
            self.due.insert((new, name.clone()));
            self.due_of.insert(name.clone(), new);
        }
    }

    /// Whether the container ends when this unit fails for good.
    pub(super) fn is_essential(&self, name: &UnitName) -> bool {
        self.essential.contains(name)
    }

    /// A unit's other names.
    pub(super) fn aliases(&self, name: &UnitName) -> &[UnitName] {
        self.aliases.get(name).map_or(&[], Vec::as_slice)
    }

    /// The sockets that start a unit.
    pub(super) fn sockets_of(&self, target: &UnitName) -> Vec<UnitName> {
        self.sockets.get(target).cloned().unwrap_or_default()
    }

    /// All sockets.
    pub(super) fn sockets(&self) -> impl Iterator<Item = &UnitName> {
        self.sockets.values().flatten()
    }

    /// The path units that start a unit.
    pub(super) fn paths_of(&self, target: &UnitName) -> Vec<UnitName> {
        self.paths.get(target).cloned().unwrap_or_default()
    }

    /// All path units.
    pub(super) fn paths(&self) -> impl Iterator<Item = &UnitName> {
        self.paths.values().flatten()
    }

    /// The timers that start a unit.
    pub(super) fn timers_of(&self, target: &UnitName) -> Vec<UnitName> {
        self.timers.get(target).cloned().unwrap_or_default()
    }

    /// All timers.
    pub(super) fn timers(&self) -> impl Iterator<Item = &UnitName> {
        self.timers.values().flatten()
    }

    /// Units whose jobs have a time limit.
    pub(super) fn limited(&self) -> &BTreeSet<UnitName> {
        &self.limited
    }

    /// When something is due for a service or a socket.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.due.first().map(|(due, _)| *due)
    }

    /// The services and sockets for which something is due.
    pub(super) fn due_by(&self, now: Duration) -> Vec<UnitName> {
        self.due.iter().take_while(|(due, _)| *due <= now).map(|(_, name)| name.clone()).collect()
    }

    /// How many services are on their way up.
    pub(super) fn starting(&self) -> usize {
        self.starting.len()
    }

    /// Whether any service is on its way up or down.
    pub(super) fn is_anything_moving(&self) -> bool {
        !self.starting.is_empty() || !self.stopping.is_empty()
    }
}

fn keep(set: &mut BTreeSet<UnitName>, name: &UnitName, there: bool) {
    if !there {
        set.remove(name);
    } else if !set.contains(name) {
        set.insert(name.clone());
    }
}
