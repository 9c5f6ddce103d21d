//! What PID 1 asks of the kernel: one trait, so that the supervisor can be tested without processes.
//!
//! [`real::Linux`] does it; `fake::Fake` records what it is asked for, hands out the events that a test
//! wants, and fails where a test says so. Everything that happens comes to the supervisor as an
//! [`Event`] out of [`System::wait`]; nothing else waits.

#[cfg(any(test, fuzzing))]
pub(crate) mod fake;
pub(crate) mod processes;
pub(crate) mod real;

use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::errno::Errno;

use super::bus::{BusSession, News};
use super::control::{Reply, Request};
pub(crate) use super::launch::{Launch, SocketId};
pub(crate) use super::listener::Peer;
pub(crate) use super::log::Priority as Level;
use super::tracker::{Exit, TrackerReport};
use super::unit::{Condition, Listen, MountUnit, SocketUnit, Unit, UnitName, WatchedPath};
pub(crate) use processes::Process;

/// A command that was started; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CommandId(pub u64);

/// A client on the control socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ClientId(pub u64);

/// A connection of a socket unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// The connection.
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
    /// Nobody knows.
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
    /// Whose socket.
    pub unit: UnitName,
    /// The sender, as the kernel knows it.
    pub pid: i32,
    /// Its user.
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
    /// A process that [`System::watch_process`] was asked for has ended, nobody knows how.
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

/// What is wrong with a PID file.
pub(crate) type PidFileProblem = String;

/// What PID 1 asks of the kernel.
pub(crate) trait System {
    /// Time since some fixed moment; goes on while the machine sleeps not.
    fn monotonic(&self) -> Duration;

    /// Time since 1970.
    fn realtime(&self) -> Duration;

    /// Waits until something happens or until `deadline` (monotonic), or until the wall clock reaches
    /// `calendar`.
    fn wait(&mut self, deadline: Option<Duration>, calendar: Option<Duration>) -> Vec<Event>;

    /// Starts a command. What becomes of it comes as [`Event::Command`].
    fn spawn(&mut self, launch: &Launch<'_>) -> Result<CommandId, Errno>;

    /// Sends a signal; 0 only asks whether the process exists.
    fn kill(&mut self, pid: i32, signal: i32) -> Result<(), Errno>;

    /// The living descendants of these commands' trackers and of these processes, and those processes
    /// themselves.
    fn processes(&mut self, commands: &[CommandId], adopted: &[i32]) -> Vec<Process>;

    /// Whether a process (or a zombie) is one of those; none where it is gone.
    fn belongs(&mut self, pid: i32, commands: &[CommandId], adopted: &[i32]) -> Option<bool>;

    /// Has the end of a process told as [`Event::Vanished`], if its parent would not tell.
    fn watch_process(&mut self, pid: i32) -> Result<(), Errno>;

    /// Processes that have become PID 1's own children though it did not start them.
    fn orphans(&mut self) -> Vec<i32>;

    /// Opens a unit's notify socket, if it is not open, and returns what goes into `NOTIFY_SOCKET`.
    fn open_notify(&mut self, unit: &UnitName) -> Result<String, Errno>;

    /// Closes it.
    fn close_notify(&mut self, unit: &UnitName);

    /// Mounts what a mount unit says.
    fn mount(&mut self, mount: &MountUnit) -> Result<(), String>;

    /// Takes it away.
    fn unmount(&mut self, mount: &MountUnit) -> Result<(), String>;

    /// Reads a PID file.
    fn read_pid_file(&mut self, path: &Path) -> Result<i32, PidFileProblem>;

    /// Removes a file that may be there.
    fn remove_file(&mut self, path: &Path);

    /// Binds one of a socket unit's addresses.
    fn listen(&mut self, socket: &SocketUnit, listen: &Listen) -> Result<SocketId, String>;

    /// From now on traffic on this socket is an event, once.
    fn watch(&mut self, socket: SocketId);

    /// No more.
    fn unwatch(&mut self, socket: SocketId);

    /// Takes a connection; none where who connected is gone already.
    fn accept(&mut self, socket: SocketId) -> Result<Option<Accepted>, Errno>;

    /// A unit will never be there again: what is known of it may go.
    fn forget(&mut self, unit: &UnitName);

    /// Closes a socket, and removes its file where the unit says so.
    fn close_socket(&mut self, socket: SocketId, remove: Option<&Path>);

    /// The path that is as a path unit waits for it; of one that is to change: the one that is there.
    fn found(&mut self, path: &WatchedPath) -> Option<String>;

    /// From now on what happens to a path is an event, each time.
    fn watch_path(&mut self, path: &WatchedPath) -> Result<WatchId, String>;

    /// No more.
    fn unwatch_path(&mut self, watch: WatchId);

    /// Makes a directory with those above it, all with this mode.
    fn make_directory(&mut self, path: &Path, mode: u32) -> Result<(), String>;

    /// Connects to the message bus at this path. What it tells comes as [`Event::Bus`].
    fn connect_bus(&mut self, path: &Path) -> Result<(), String>;

    /// Says something on that connection.
    fn on_bus(&mut self, say: &mut dyn FnMut(&mut BusSession));

    /// The first condition that keeps a unit from starting, if one does.
    fn failing_condition<'a>(&mut self, conditions: &'a [Condition]) -> Option<&'a Condition>;

    /// Removes a unit's runtime directories and credentials after its end, as its
    /// `RuntimeDirectoryPreserve=` says; `restarts`: it is about to start again.
    fn clean_up(&mut self, unit: &Unit, restarts: bool);

    /// When a persistent timer elapsed last, since 1970.
    fn read_stamp(&mut self, timer: &UnitName) -> Option<Duration>;

    /// Remembers that it elapsed.
    fn write_stamp(&mut self, timer: &UnitName, time: Duration);

    /// The user id that a unit's processes have, if it names a user that exists.
    fn unit_uid(&mut self, unit: &Unit) -> Option<u32>;

    /// Writes all that services have logged, waiting for a slow reader until then.
    fn drain_log(&mut self, timeout: Duration);

    /// Writes a line of PID 1's own, or about a unit.
    fn log(&mut self, unit: Option<&UnitName>, level: Level, message: &str);

    /// The last lines that a unit logged.
    fn log_tail(&mut self, unit: &UnitName, lines: usize) -> Vec<String>;

    /// Answers a client.
    fn reply(&mut self, client: ClientId, reply: &Reply) {
        self.send(client, &reply.line(), true);
    }

    /// Sends a client a piece of its answer. Says whether it takes the next one now; if not, that comes as
    /// [`Event::ClientTakes`].
    fn send(&mut self, client: ClientId, piece: &[u8], last: bool) -> bool;

    /// The process that keeps a command's processes together, while there are any.
    fn tracker(&self, command: CommandId) -> Option<i32>;

    /// Whether there is room for the descriptors and processes of one more command.
    fn has_room(&mut self) -> bool;

    /// Everything that was wanted has been started: what only the start needed may go.
    fn settled(&mut self);

    /// Changes the variables that processes have from now on (`systemctl set-environment`), and says what all are.
    fn environment(&mut self, set: &[String], unset: &[String]) -> std::io::Result<Vec<String>>;

    /// 128 random bits.
    fn random(&mut self) -> u128;
}

/// Where a socket unit's address is in the file system, if it is.
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

/// systemd's "please end" for containers; what podman and nspawn may send.
pub(crate) const RTMIN_3: i32 = 37;
