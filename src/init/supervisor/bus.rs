//! The message bus, where there is one: who owns which name, and which units a call asks for.
//!
//! PID 1 is on the bus while the service of dbus.socket runs. When the bus restarts, services of `Type=dbus` are
//! left alone until it is there again; then those without their name are stopped, as by systemd.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Supervisor;
use crate::init::bus::{News, SOCKET};
use crate::init::jobs::{JobKind, JobMode, JobResult, Operation};
use crate::init::system::{MessageBus, Priority, System};
use crate::init::unit::{Address, Kind, Listen, ServiceType, Unit, UnitFile, UnitName};

/// What PID 1 knows of the bus.
#[derive(Debug, Default)]
pub(super) struct Bus {
    /// The unit that is the bus, and its socket.
    place: Option<(UnitName, PathBuf)>,
    connected: bool,
    /// Which unit each name belongs to.
    names: BTreeMap<String, UnitName>,
    /// Units that somebody on the bus waits for.
    wanted: BTreeSet<UnitName>,
}

impl Bus {
    pub(super) fn of(file: &UnitFile) -> Self {
        let mut bus = Self { place: place(file), ..Self::default() };
        for unit in file.units.values() {
            if let Some(name) = name_of(unit) {
                bus.names.entry(name).or_insert_with(|| unit.name.clone());
            }
        }
        bus
    }
}

/// The bus name that a service must own to count as up.
fn name_of(unit: &Unit) -> Option<String> {
    match &unit.kind {
        Kind::Service(service) if service.kind == ServiceType::Dbus => service.bus_name.clone(),
        _ => None,
    }
}

fn place(file: &UnitFile) -> Option<(UnitName, PathBuf)> {
    let Kind::Socket(socket) = &file.get(&SOCKET.parse().ok()?)?.kind else { return None };
    let path = socket.listen.iter().find_map(|listen| match listen {
        Listen::Stream(Address::Path(path)) => Some(path.clone()),
        _ => None,
    })?;
    Some((file.get(&socket.service)?.name.clone(), path))
}

impl Supervisor {
    /// Notes the bus name of a new unit, if it has one.
    pub(super) fn note_name(&mut self, system: &mut dyn MessageBus, unit: &Unit) {
        let Some(name) = name_of(unit) else { return };
        if self.bus.connected && !self.bus.names.contains_key(&name) {
            system.on_bus(&mut |session| session.watch(&name));
        }
        self.bus.names.entry(name).or_insert_with(|| unit.name.clone());
    }

    /// A service of `Type=dbus` is about to start: a connection that was lost is needed again.
    pub(super) fn rejoin_bus(&mut self, system: &mut dyn MessageBus, unit: &Unit) {
        let Some((bus, _)) = self.bus.place.clone().filter(|_| name_of(unit).is_some()) else { return };
        if self.units.get(&bus).is_some_and(|bus| bus.active().is_active()) {
            self.join_bus(system, &bus);
        }
    }

    /// A service runs now; it may be the bus.
    pub(super) fn join_bus(&mut self, system: &mut dyn MessageBus, name: &UnitName) {
        let Some((bus, path)) = &self.bus.place else { return };
        if bus != name || self.bus.connected {
            return;
        }
        if let Err(problem) = system.connect_bus(path) {
            return system.log(Some(bus), Priority::Warning, &format!("init is not on the bus: {problem}"));
        }
        self.bus.connected = true;
        system.on_bus(&mut |session| self.bus.names.keys().for_each(|name| session.watch(name)));
    }

    pub(super) fn bus_tells(&mut self, system: &mut dyn System, news: News) {
        match news {
            News::Owner { name, owned } => {
                if let Some(unit) = self.bus.names.get(&name).cloned() {
                    self.with_service(&unit, |service| service.name_changed(system, owned));
                }
            }
            News::Wanted(unit) => self.wanted_on_bus(system, &unit),
            News::NoActivation(why) => {
                let message = format!("no unit is started because it is called on the bus: {why}");
                system.log(None, Priority::Info, &message);
            }
            News::Gone(why) => {
                self.bus.connected = false;
                self.bus.wanted.clear();
                let runs = self.bus.place.as_ref().and_then(|(bus, _)| self.units.get(bus));
                if runs.is_some_and(|bus| bus.active().is_active()) && self.end.is_none() {
                    system.log(None, Priority::Warning, &format!("the connection to the bus is lost: {why}"));
                }
            }
        }
    }

    /// Somebody on the bus calls a name that a unit is to provide.
    fn wanted_on_bus(&mut self, system: &mut dyn MessageBus, text: &str) {
        let found = self.find(text).or_else(|| {
            let name = self.instance(text)?.name;
            self.make(system, &name).ok().flatten()
        });
        let problem = match &found {
            _ if self.end.is_some() => "the container ends".to_owned(),
            None => format!("Unit {text} not found."),
            Some(name) if self.declared(name).is_some_and(|unit| unit.refuse_manual_start) => {
                format!("{name} is not started by hand (RefuseManualStart=)")
            }
            Some(name) => match self.jobs.enqueue(Operation::Start, name, JobMode::Replace) {
                Ok(_) => {
                    self.bus.wanted.insert(name.clone());
                    return;
                }
                Err(error) => error.to_string(),
            },
        };
        system.log(
            None,
            Priority::Warning,
            &format!("{text} is called on the bus and not started: {problem}"),
        );
        system.on_bus(&mut |session| session.refuse(text, &problem));
    }

    /// Tells whoever waits for a unit that it does not come. That it has come is told by its name.
    pub(super) fn tell_bus(
        &mut self,
        system: &mut dyn MessageBus,
        unit: &UnitName,
        kind: JobKind,
        result: JobResult,
    ) {
        if kind != JobKind::Start || !self.bus.wanted.remove(unit) || result == JobResult::Done {
            return;
        }
        let reason = format!("{unit} did not come up");
        let mut names = vec![unit.as_str()];
        names.extend(self.index.aliases(unit).iter().map(UnitName::as_str));
        system.on_bus(&mut |session| names.iter().for_each(|name| session.refuse(name, &reason)));
    }
}
