//! What PID 1 asks of the kernel, as traits, so that the supervisor can be tested without processes.
//!
//! [`real::Linux`] does it; `fake::FakeSystem` records what it is asked for, hands out the events that a test
//! wants, and fails where a test says so. Everything that happens reaches the supervisor as an
//! [`Event`] from [`System::wait`]; nothing else waits.

mod event;
#[cfg(any(test, fuzzing))]
pub(crate) mod fake;
mod interfaces;
pub(crate) mod processes;
pub(crate) mod real;

use std::path::PathBuf;
use std::time::Duration;

pub(crate) use super::launch::{Launch, SocketId};
pub(crate) use super::listener::Peer;
pub(crate) use super::log::Priority;
use super::unit::{Listen, UnitName};
pub(crate) use event::{Accepted, ClientId, CommandId, Event, Notification, Origin, WatchId};
pub(crate) use interfaces::{Clients, Clocks, Files, MessageBus, Messages, Processes, Sockets};
pub(crate) use processes::Process;

/// What is wrong with a PID file.
pub(crate) type PidFileProblem = String;

/// All that PID 1 asks of the kernel.
pub(crate) trait System:
    Clocks + Messages + Processes + Files + Sockets + Clients + MessageBus
{
    /// Waits until something happens or until `deadline` (monotonic), or until the wall clock reaches
    /// `calendar`.
    fn wait(&mut self, deadline: Option<Duration>, calendar: Option<Duration>) -> Vec<Event>;

    /// A unit is gone for good: what is known of it may be dropped.
    fn forget(&mut self, unit: &UnitName);

    /// Everything that was wanted has been started: what only the start needed may be dropped.
    fn settled(&mut self);

    /// Changes the variables that processes have from now on (`systemctl set-environment`), and returns all of them.
    fn environment(&mut self, set: &[String], unset: &[String]) -> std::io::Result<Vec<String>>;

    /// 128 random bits.
    fn random(&mut self) -> u128;

    /// A random part of this span; all are equally likely.
    fn random_part(&mut self, whole: Duration) -> Duration {
        let part = whole.as_nanos().saturating_mul(self.random() >> 64) >> 64;
        Duration::from_nanos(u64::try_from(part).unwrap_or(u64::MAX))
    }
}

/// The path of a socket unit's address, if it is in the file system.
pub(crate) fn socket_path(listen: &Listen) -> Option<&PathBuf> {
    use super::unit::Address;
    match listen {
        Listen::Fifo(path)
        | Listen::Stream(Address::Path(path))
        | Listen::Datagram(Address::Path(path))
        | Listen::SequentialPacket(Address::Path(path)) => Some(path),
        _ => None,
    }
}

/// systemd's signal for a container to end, which podman and nspawn may send.
pub(crate) const RTMIN_3: i32 = 37;
