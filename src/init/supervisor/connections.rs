//! Services of single connections: `Accept=yes`. Each is an instance of a template, is made for its connection, and
//! is forgotten when it has ended.

use super::Supervisor;
use super::state::ServiceState;
use super::units::RunningUnit;
use crate::init::jobs::{JobKind, JobMode, Operation};
use crate::init::system::{Accepted, MessageBus, Priority, SocketId, Sockets, System};
use crate::init::unit::UnitName;

/// So many failed ones are kept to be looked at. systemd keeps them all.
const FAILED: usize = 64;

impl Supervisor {
    /// Somebody has connected to a socket unit with `Accept=yes`.
    pub(super) fn connected(&mut self, system: &mut dyn System, name: &UnitName, socket: SocketId) {
        let stops =
            self.end.is_some() || self.jobs.job(name).is_some_and(|(_, kind, _)| kind == JobKind::Stop);
        let mut taken = None;
        self.with_socket(name, |own| taken = own.accept(system, socket, stops));
        let Some((number, accepted)) = taken else { return };
        let connection = accepted.socket;
        if let Err(problem) = self.serve(system, name, number, accepted) {
            system.log(Some(name), Priority::Error, &format!("can't serve a connection: {problem}"));
            system.close_socket(connection, None);
            self.with_socket(name, |own| own.fail(system, "resources"));
        }
    }

    /// Makes the service of a connection, and has it started.
    fn serve(
        &mut self,
        system: &mut dyn MessageBus,
        socket: &UnitName,
        number: u32,
        accepted: Accepted,
    ) -> Result<(), String> {
        let name = socket.of_connection(number, &accepted.instance).map_err(|error| error.to_string())?;
        match self.file.connect(&name, socket, &accepted.peer) {
            Ok(true) => self.take_in_new_units(system),
            Ok(false) => return Err(format!("there is no template {}", socket.connections())),
            Err(errors) => return Err(errors.to_string()),
        }
        self.with_socket(socket, |own| own.connected(name.clone(), &accepted));
        if let Some(service) = self.units.get_mut(&name).and_then(RunningUnit::service_mut) {
            service.give_connection(accepted);
        }
        let queued = self.jobs.enqueue(Operation::Start, &name, JobMode::Replace).map(drop);
        queued.map_err(|error| {
            self.with_socket(socket, |own| own.disconnected(&name));
            if let Some(service) = self.units.get_mut(&name).and_then(RunningUnit::service_mut) {
                drop(service.take_connection());
            }
            self.spent.insert(name);
            error.to_string()
        })
    }

    /// A service is down. If it had a connection, that is closed.
    pub(super) fn disconnect(&mut self, system: &mut dyn Sockets, name: &UnitName) {
        let Some(service) = self.units.get_mut(name).and_then(RunningUnit::service_mut) else { return };
        let Some(connection) = service.take_connection() else { return };
        let socket = service.unit().service().and_then(|service| service.connection.clone());
        system.close_socket(connection.socket, None);
        if let Some(socket) = socket {
            self.with_socket(&socket, |own| own.disconnected(name));
        }
        self.spent.insert(name.clone());
    }

    /// Forgets the services of connections of which nothing is left.
    pub(super) fn forget_spent(&mut self, system: &mut dyn System) {
        for name in std::mem::take(&mut self.spent) {
            let Some(service) = self.units.get(&name).and_then(RunningUnit::service) else { continue };
            // Any further change brings it here again.
            if !service.is_empty() || self.jobs.job(&name).is_some() || !service.state().active().is_down() {
                continue;
            }
            if service.state() == ServiceState::Dead || service.unit().collect_failed {
                self.forget(system, &name);
            } else if !self.failed.contains(&name) {
                self.failed.push_back(name);
            }
        }
        while self.failed.len() > FAILED
            && let Some(name) = self.failed.pop_front()
        {
            self.forget(system, &name);
        }
    }

    fn forget(&mut self, system: &mut dyn System, name: &UnitName) {
        self.failed.retain(|failed| failed != name);
        if let Some(unit) = self.units.remove(name) {
            self.index.remove(unit.unit());
        }
        self.file.forget(name);
        self.jobs.forget(name);
        system.forget(name);
    }
}
