//! What PID 1 asks of the kernel, grouped by what is used together, so that a function takes only the part it uses.

use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;

use super::{Accepted, ClientId, CommandId, Launch, PidFileProblem, Priority, Process, SocketId, WatchId};
use crate::init::bus::BusSession;
use crate::init::control::Reply;
use crate::init::unit::{Condition, Listen, MountUnit, SocketUnit, Unit, UnitName, WatchedPath};

/// The monotonic clock, which measures deadlines, and the wall clock.
pub(crate) trait Clocks {
    /// Time since some fixed moment. It stands still while the machine sleeps.
    fn monotonic(&self) -> Duration;

    /// Time since 1970.
    fn realtime(&self) -> Duration;
}

/// What is written to the container's log, and read back.
pub(crate) trait Messages {
    /// Writes a line of PID 1's own, or about a unit.
    fn log(&mut self, unit: Option<&UnitName>, level: Priority, message: &str);

    /// The last lines that a unit logged.
    fn log_tail(&mut self, unit: &UnitName, lines: usize) -> Vec<String>;

    /// Writes all that services have logged, waiting for a slow reader until then.
    fn drain_log(&mut self, timeout: Duration);
}

/// Commands and their processes.
pub(crate) trait Processes: Clocks + Messages {
    /// Starts a command. What becomes of it comes as [`super::Event::Command`].
    fn spawn(&mut self, launch: &Launch<'_>) -> Result<CommandId, Errno>;

    /// Sends a signal; 0 only asks whether the process exists.
    fn kill(&mut self, pid: i32, signal: i32) -> Result<(), Errno>;

    /// The living descendants of these commands' trackers and of these processes, and those processes
    /// themselves.
    fn processes(&mut self, commands: &[CommandId], adopted: &[i32]) -> Vec<Process>;

    /// Whether a process (or a zombie) is one of those; none if it is gone.
    fn belongs(&mut self, pid: i32, commands: &[CommandId], adopted: &[i32]) -> Option<bool>;

    /// Watches a process whose parent would not report its end, which then comes as [`super::Event::Vanished`].
    fn watch_process(&mut self, pid: i32) -> Result<(), Errno>;

    /// Processes that have become PID 1's own children though it did not start them.
    fn orphans(&mut self) -> Vec<i32>;

    /// The process that keeps a command's processes together, while there are any.
    fn tracker(&self, command: CommandId) -> Option<i32>;

    /// Whether there is room for the descriptors and processes of one more command.
    fn has_room(&mut self) -> bool;
}

/// The file system: small files, directories, mounts, watched paths.
pub(crate) trait Files: Clocks + Messages {
    /// Removes a file that may be there.
    fn remove_file(&mut self, path: &Path);

    /// Reads a PID file.
    fn read_pid_file(&mut self, path: &Path) -> Result<i32, PidFileProblem>;

    /// Makes a directory with those above it, all with this mode.
    fn make_directory(&mut self, path: &Path, mode: u32) -> Result<(), String>;

    /// Mounts a mount unit.
    fn mount(&mut self, mount: &MountUnit) -> Result<(), String>;

    /// Unmounts it.
    fn unmount(&mut self, mount: &MountUnit) -> Result<(), String>;

    /// When a persistent timer elapsed last, since 1970.
    fn read_stamp(&mut self, timer: &UnitName) -> Option<Duration>;

    /// Remembers when it elapsed.
    fn write_stamp(&mut self, timer: &UnitName, time: Duration);

    /// The path that meets a path unit's condition; where it waits for a change, the path if it exists.
    fn found(&mut self, path: &WatchedPath) -> Option<String>;

    /// Watches a path: from now on, each thing that happens to it is an event.
    fn watch_path(&mut self, path: &WatchedPath) -> Result<WatchId, String>;

    /// Stops watching a path.
    fn unwatch_path(&mut self, watch: WatchId);

    /// The first condition that keeps a unit from starting, if one does.
    fn failing_condition<'a>(&mut self, conditions: &'a [Condition]) -> Option<&'a Condition>;

    /// Removes a unit's runtime directories and credentials after its end, as its
    /// `RuntimeDirectoryPreserve=` says; `restarts`: it is about to start again.
    fn clean_up(&mut self, unit: &Unit, restarts: bool);

    /// The user id that a unit's processes have, if it names a user that exists.
    fn unit_uid(&mut self, unit: &Unit) -> Option<u32>;
}

/// What units listen on: the sockets of `.socket` units, and notify sockets.
pub(crate) trait Sockets: Clocks + Messages {
    /// Binds one of a socket unit's addresses.
    fn listen(&mut self, socket: &SocketUnit, listen: &Listen) -> Result<SocketId, String>;

    /// Watches a socket: its next traffic is an event, once.
    fn watch(&mut self, socket: SocketId);

    /// Stops watching a socket.
    fn unwatch(&mut self, socket: SocketId);

    /// Takes a connection; none if the peer is gone already.
    fn accept(&mut self, socket: SocketId) -> Result<Option<Accepted>, Errno>;

    /// Closes a socket, and removes its file where the unit says so.
    fn close_socket(&mut self, socket: SocketId, remove: Option<&Path>);

    /// Opens a unit's notify socket, if it is not open, and returns what goes into `NOTIFY_SOCKET`.
    fn open_notify(&mut self, unit: &UnitName) -> Result<String, Errno>;

    /// Closes a unit's notify socket.
    fn close_notify(&mut self, unit: &UnitName);
}

/// The clients of the control socket.
pub(crate) trait Clients {
    /// Answers a client.
    fn reply(&mut self, client: ClientId, reply: &Reply) {
        self.send(client, &reply.line(), true);
    }

    /// Sends a client a piece of its answer. Returns whether it takes the next one now; if not, a
    /// [`super::Event::ClientTakes`] comes when it does.
    fn send(&mut self, client: ClientId, piece: &[u8], last: bool) -> bool;
}

/// The connection to the message bus.
pub(crate) trait MessageBus: Messages {
    /// Connects to the message bus at this path. Its news come as [`super::Event::Bus`].
    fn connect_bus(&mut self, path: &Path) -> Result<(), String>;

    /// Sends something on that connection.
    fn on_bus(&mut self, say: &mut dyn FnMut(&mut BusSession));
}
