//! What happens, and to what.

use super::{Peer, SocketId};
use crate::init::bus::News;
use crate::init::control::Request;
use crate::init::tracker::{Exit, TrackerReport};
use crate::init::unit::UnitName;

/// The number of a started command; never used twice.
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
    /// The instance in the name of its service.
    pub instance: String,
    /// Who is at the other end, for people to read.
    pub peer: String,
    /// Variables for its service: `REMOTE_ADDR` and `REMOTE_PORT`.
    pub variables: Vec<(String, String)>,
}

/// Where a connection comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A machine, by its address.
    Address(std::net::IpAddr),
    /// A user of this machine.
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

/// What can happen while PID 1 waits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// PID 1 got this signal.
    Signal(i32),
    /// A process that no longer belongs to a tracker, and so is PID 1's own child, has ended.
    Reaped(i32, Exit),
    /// A report of a command's tracker.
    Command(CommandId, TrackerReport),
    /// A process that [`super::Processes::watch_process`] watches has ended, nobody knows how.
    Vanished(i32),
    /// A unit's process has sent a notification.
    Notify(Notification),
    /// A client has sent a request.
    Request(ClientId, Peer, Request),
    /// A client has gone away.
    ClientGone(ClientId),
    /// A client has taken what there was of its answer.
    ClientTakes(ClientId),
    /// There is traffic on a watched socket, which is no longer watched from now on.
    Traffic(SocketId),
    /// Something has happened to a watched path, or to what leads there. The flag is for path units that wait for a
    /// change: whether this is it.
    Path(WatchId, bool),
    /// The message bus has news.
    Bus(News),
    /// The wall clock was set.
    ClockChanged,
}
