//! The lists of commands of a socket unit.

use super::state::SocketState;
use crate::init::system::CommandId;
use crate::init::unit::{ExecCommand, SocketUnit};

/// Which list a process's command is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SocketCommandList {
    StartPre,
    StartPost,
    StopPre,
    StopPost,
}

impl SocketCommandList {
    pub(super) fn of(self, config: &SocketUnit) -> (&'static str, SocketState, &[ExecCommand]) {
        match self {
            Self::StartPre => ("ExecStartPre", SocketState::StartPre, &config.exec_start_pre),
            Self::StartPost => ("ExecStartPost", SocketState::StartPost, &config.exec_start_post),
            Self::StopPre => ("ExecStopPre", SocketState::StopPre, &config.exec_stop_pre),
            Self::StopPost => ("ExecStopPost", SocketState::StopPost, &config.exec_stop_post),
        }
    }
}

/// The process of the list that runs.
#[derive(Debug)]
pub(super) struct SocketProcess {
    pub(super) command: CommandId,
    /// Its id, once known.
    pub pid: Option<i32>,
    pub(super) list: SocketCommandList,
    pub(super) index: usize,
}
