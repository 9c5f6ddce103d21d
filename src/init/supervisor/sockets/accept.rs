//! Connections of a socket unit with `Accept=yes`: which are taken, and which are turned away.

use std::rc::Rc;
use std::time::Duration;

use super::{Socket, SocketState, SocketUnit, config_of};
use crate::init::system::{Accepted, Priority, SocketId, Sockets, System};
use crate::init::unit::UnitName;
use crate::init::unit::written;

/// How long to wait after a connection could not be taken for want of descriptors.
const PAUSE: Duration = Duration::from_secs(1);

impl Socket {
    /// Whether each connection has a service of its own.
    pub(crate) fn accepts(&self) -> bool {
        config_of(&self.unit).is_some_and(|config| config.accept)
    }

    /// Takes a connection and numbers it; `stops`: the unit is about to stop.
    pub(crate) fn accept(
        &mut self,
        system: &mut dyn System,
        socket: SocketId,
        stops: bool,
    ) -> Option<(u32, Accepted)> {
        let unit = Rc::clone(&self.unit);
        let config = config_of(&unit).filter(|_| self.state == SocketState::Listening)?;
        let now = system.monotonic();
        if !self.polls.allows(now, config.poll_limit) {
            self.deadline = self.polls.next(config.poll_limit.0);
            return None;
        }
        let accepted = match system.accept(socket) {
            Ok(accepted) => accepted,
            Err(errno) => {
                let message = format!("can't take a connection: {}", errno.desc());
                system.log(Some(&unit.name), Priority::Warning, &message);
                self.deadline = Some(now.saturating_add(PAUSE));
                return None;
            }
        };
        system.watch(socket);
        let accepted = accepted?;
        if let Some(why) = self.refusal(config, &accepted, stops) {
            system.log(Some(&unit.name), Priority::Warning, &why);
            self.refused += 1;
            system.close_socket(accepted.socket, None);
            return None;
        }
        if !self.triggers.allows(now, config.trigger_limit) {
            let (interval, burst) = config.trigger_limit;
            let message = format!("more than {burst} connections within {}: failed", written::span(interval));
            system.log(Some(&unit.name), Priority::Error, &message);
            self.refused += 1;
            system.close_socket(accepted.socket, None);
            self.fail(system, "trigger-limit-hit");
            return None;
        }
        let number = self.accepted;
        self.accepted += 1;
        Some((number, accepted))
    }

    fn refusal(&self, config: &SocketUnit, accepted: &Accepted, stops: bool) -> Option<String> {
        let all = self.connections.len();
        let of_source = self.connections.values().filter(|source| **source == accepted.source).count();
        let (most, most_of_source) = (config.max_connections, config.max_connections_per_source);
        let full = |count: usize, most: u32| count >= usize::try_from(most).unwrap_or(usize::MAX);
        if stops {
            Some("a connection is dropped: it is about to stop".to_owned())
        } else if full(all, most) {
            Some(format!("too many connections ({all}, MaxConnections=): one is dropped"))
        } else if most_of_source > 0 && full(of_source, most_of_source) {
            let source = &accepted.source;
            Some(format!(
                "too many connections of {source} ({of_source}, MaxConnectionsPerSource=): one is dropped"
            ))
        } else {
            None
        }
    }

    /// Connections may be taken again.
    pub(super) fn goes_on(&mut self, system: &mut dyn Sockets) {
        self.deadline = None;
        for socket in &self.listening {
            system.watch(*socket);
        }
    }

    /// A connection has its service.
    pub(crate) fn connected(&mut self, service: UnitName, accepted: &Accepted) {
        self.connections.insert(service, accepted.source.clone());
    }

    /// The service of a connection has ended.
    pub(crate) fn disconnected(&mut self, service: &UnitName) {
        self.connections.remove(service);
    }

    /// What `systemctl show` counts.
    pub(crate) fn counters(&self) -> [(&'static str, String); 3] {
        let connections = self.connections.len().to_string();
        [
            ("NAccepted", self.accepted.to_string()),
            ("NConnections", connections),
            ("NRefused", self.refused.to_string()),
        ]
    }
}
