//! What happens, and whom it happens to.

use super::{Peer, SocketId};
use crate::init::bus::News;
use crate::init::control::Request;
use crate::init::tracker::{Exit, TrackerReport};
use crate::init::unit::UnitName;

/// A command that was started; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CommandId(pub u64);

/// A client on the control socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ClientId(pub u64);

/// A connection of a socket unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// The connected socket.
    pub socket: SocketId,
    /// Where it comes from, for limits.
    pub source: Origin,
    /// What the name of its service says of it.
    pub instance: String,
    /// Who is at the other end, for a person.
    pub peer: String,
    /// What its service is told: `REMOTE_ADDR` and `REMOTE_PORT`.
    pub variables: Vec<(String, String)>,
}

/// Where a connection comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A machine.
    Address(std::net::IpAddr),
    /// A user of this one.
    User(u32),
    /// The kernel does not say.
    Unknown,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(address) => write!(f, "{address}"),
            Self::User(uid) => write!(f, "user {uid}"),
            Self::Unknown => write!(f, "an unknown source"),
        }
    }
}

/// A path that is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct WatchId(pub u64);

/// A datagram on a unit's notify socket (`sd_notify(3)`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notification {
    /// The unit whose notify socket it came on.
    pub unit: UnitName,
    /// The sender, as the kernel knows it.
    pub pid: i32,
    /// The sender's user.
    pub uid: u32,
    /// `NAME=value` lines. Descriptors that came with them are closed.
    pub text: String,
}

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// PID 1 got this signal.
    Signal(i32),
    /// A process that is no command's any more, and so PID 1's own child, has ended.
    Reaped(i32, Exit),
    /// A command's tracker says something.
    Command(CommandId, TrackerReport),
    /// A process that [`super::Processes::watch_process`] was asked for has ended, nobody knows how.
    Vanished(i32),
    /// A unit's process says something.
    Notify(Notification),
    /// Somebody asks for something.
    Request(ClientId, Peer, Request),
    /// Somebody who asked went away.
    ClientGone(ClientId),
    /// Somebody has taken what there was of its answer.
    ClientTakes(ClientId),
    /// There is traffic on a socket that was watched; it is not watched any more.
    Traffic(SocketId),
    /// Something has happened to a path that is watched, or to what leads there; whether it is what its path unit
    /// waits for is said where that is a change.
    Path(WatchId, bool),
    /// The message bus tells something.
    Bus(News),
    /// The wall clock was set.
    ClockChanged,
}
