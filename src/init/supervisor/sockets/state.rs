//! The states of a socket unit, by systemd's names.

use super::super::state::ActiveState;

/// The states of a socket unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd's sub-states: systemctl --state=help")]
pub(crate) enum SocketState {
    Dead,
    StartPre,
    StartPost,
    /// Traffic starts the service.
    Listening,
    /// The service has the sockets.
    Running,
    StopPre,
    StopPreSigterm,
    StopPreSigkill,
    StopPost,
    FinalSigterm,
    FinalSigkill,
    /// It could not listen, was triggered too often, or a command of it failed.
    Failed,
}

impl SocketState {
    /// systemd's name for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::StartPre => "start-pre",
            Self::StartPost => "start-post",
            Self::Listening => "listening",
            Self::Running => "running",
            Self::StopPre => "stop-pre",
            Self::StopPreSigterm => "stop-pre-sigterm",
            Self::StopPreSigkill => "stop-pre-sigkill",
            Self::StopPost => "stop-post",
            Self::FinalSigterm => "final-sigterm",
            Self::FinalSigkill => "final-sigkill",
            Self::Failed => "failed",
        }
    }

    /// Its state as other units see it.
    pub(crate) fn active(self) -> ActiveState {
        match self {
            Self::Dead => ActiveState::Inactive,
            Self::StartPre | Self::StartPost => ActiveState::Activating,
            Self::Listening | Self::Running => ActiveState::Active,
            Self::Failed => ActiveState::Failed,
            _ => ActiveState::Deactivating,
        }
    }

    /// Its processes were told to end.
    pub(super) fn is_ending(self) -> bool {
        matches!(self, Self::StopPreSigterm | Self::StopPreSigkill | Self::FinalSigterm | Self::FinalSigkill)
    }
}
