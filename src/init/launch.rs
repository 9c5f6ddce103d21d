//! A command that is to be started: the supervisor fills it in, the command's process carries it out.

use std::os::fd::RawFd;

use super::unit::{ExecCommand, ExecContext, Unit};

/// The descriptor of the first socket that a service is given (`SD_LISTEN_FDS_START`).
pub(crate) const LISTEN_FDS_START: RawFd = 3;

/// A socket of a `.socket` unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SocketId(pub u64);

/// A command to start.
#[derive(Debug)]
pub(crate) struct Launch<'a> {
    /// The unit that the command belongs to.
    pub unit: &'a Unit,
    /// The program and its arguments.
    pub command: &'a ExecCommand,
    /// What to run it in.
    pub context: &'a ExecContext,
    /// Whether it runs as the unit's user.
    pub as_user: bool,
    /// Whether the unit's other restrictions (limits, capabilities, …) apply to it.
    pub restricted: bool,
    /// Variables that the supervisor sets.
    pub variables: Vec<(String, String)>,
    /// Sockets for it, with their names.
    pub sockets: Vec<(SocketId, String)>,
    /// Whether it is the main process (which is given the listening sockets' environment and whose
    /// pid is the one in the log).
    pub main: bool,
}
