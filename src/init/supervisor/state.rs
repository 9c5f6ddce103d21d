//! States and results of units, by systemd's names.

pub(crate) use crate::init::jobs::ActiveState;
use crate::init::tracker::Exit;
use crate::init::unit::{ExitStatusSet, Signal};

/// The states of a service between start and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd's sub-states: systemctl --state=help")]
pub(crate) enum ServiceState {
    #[default]
    Dead,
    Condition,
    StartPre,
    Start,
    StartPost,
    Running,
    Exited,
    Reload,
    ReloadSignal,
    ReloadNotify,
    Stop,
    StopWatchdog,
    StopSigterm,
    StopSigkill,
    StopPost,
    FinalWatchdog,
    FinalSigterm,
    FinalSigkill,
    Failed,
    /// Down for a moment, for others to see.
    DeadBeforeAutoRestart,
    FailedBeforeAutoRestart,
    /// `RestartSec=` runs.
    AutoRestart,
    /// `RestartSec=` is over, and the job that starts it is queued.
    AutoRestartQueued,
}

impl ServiceState {
    /// The sub-state's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Condition => "condition",
            Self::StartPre => "start-pre",
            Self::Start => "start",
            Self::StartPost => "start-post",
            Self::Running => "running",
            Self::Exited => "exited",
            Self::Reload => "reload",
            Self::ReloadSignal => "reload-signal",
            Self::ReloadNotify => "reload-notify",
            Self::Stop => "stop",
            Self::StopWatchdog => "stop-watchdog",
            Self::StopSigterm => "stop-sigterm",
            Self::StopSigkill => "stop-sigkill",
            Self::StopPost => "stop-post",
            Self::FinalWatchdog => "final-watchdog",
            Self::FinalSigterm => "final-sigterm",
            Self::FinalSigkill => "final-sigkill",
            Self::Failed => "failed",
            Self::DeadBeforeAutoRestart => "dead-before-auto-restart",
            Self::FailedBeforeAutoRestart => "failed-before-auto-restart",
            Self::AutoRestart => "auto-restart",
            Self::AutoRestartQueued => "auto-restart-queued",
        }
    }

    /// Its state as other units see it.
    pub(crate) fn active(self) -> ActiveState {
        match self {
            Self::Dead | Self::DeadBeforeAutoRestart => ActiveState::Inactive,
            Self::Failed | Self::FailedBeforeAutoRestart => ActiveState::Failed,
            Self::Condition
            | Self::StartPre
            | Self::Start
            | Self::StartPost
            | Self::AutoRestart
            | Self::AutoRestartQueued => ActiveState::Activating,
            Self::Running | Self::Exited => ActiveState::Active,
            Self::Reload | Self::ReloadSignal | Self::ReloadNotify => ActiveState::Reloading,
            Self::Stop
            | Self::StopWatchdog
            | Self::StopSigterm
            | Self::StopSigkill
            | Self::StopPost
            | Self::FinalWatchdog
            | Self::FinalSigterm
            | Self::FinalSigkill => ActiveState::Deactivating,
        }
    }

    /// It has ended and comes back by itself.
    pub(crate) fn is_restarting(self) -> bool {
        matches!(self, Self::AutoRestart | Self::AutoRestartQueued)
    }

    /// Its processes were told to end.
    pub(crate) fn is_ending(self) -> bool {
        matches!(
            self,
            Self::StopWatchdog
                | Self::StopSigterm
                | Self::StopSigkill
                | Self::FinalWatchdog
                | Self::FinalSigterm
                | Self::FinalSigkill
        )
    }

    /// Before it was ready.
    pub(crate) fn is_starting(self) -> bool {
        matches!(self, Self::Condition | Self::StartPre | Self::Start | Self::StartPost)
    }
}

/// How a service's run ended, or `Success` as long as nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd.exec(5), $SERVICE_RESULT")]
pub(crate) enum Outcome {
    #[default]
    Success,
    Resources,
    Protocol,
    Timeout,
    ExitCode,
    Signal,
    CoreDump,
    Watchdog,
    StartLimitHit,
    Condition,
}

impl Outcome {
    /// Its name in `$SERVICE_RESULT` and `systemctl show -P Result`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Resources => "resources",
            Self::Protocol => "protocol",
            Self::Timeout => "timeout",
            Self::ExitCode => "exit-code",
            Self::Signal => "signal",
            Self::CoreDump => "core-dump",
            Self::Watchdog => "watchdog",
            Self::StartLimitHit => "start-limit-hit",
            Self::Condition => "exec-condition",
        }
    }

    /// Whether the unit ends as `failed` with it.
    pub(crate) fn is_failure(self) -> bool {
        !matches!(self, Self::Success | Self::Condition)
    }

    /// What a process's end means. For a daemon, an end by a signal that asks for it is a success too.
    pub(crate) fn of(exit: Exit, success: &ExitStatusSet, daemon: bool) -> Self {
        const ASKED: [i32; 4] = [1, 2, 13, 15];
        match exit {
            Exit::Status(0) => Self::Success,
            Exit::Status(status) if success.has_status(status) => Self::Success,
            Exit::Status(_) => Self::ExitCode,
            Exit::Signal { signal, .. } if daemon && ASKED.contains(&signal) => Self::Success,
            Exit::Signal { signal, .. } if success.has_signal(signal) => Self::Success,
            Exit::Signal { dumped: true, .. } => Self::CoreDump,
            Exit::Signal { .. } => Self::Signal,
        }
    }
}

/// An end as the rest of a sentence: `exited with status 3`, `was killed by SIGSEGV`.
pub(crate) fn describe(exit: Exit) -> String {
    match exit {
        Exit::Status(status) => match setup_step(status) {
            Some(step) => format!("exited with status {status} ({step})"),
            None => format!("exited with status {status}"),
        },
        Exit::Signal { signal, dumped } => {
            let core = if dumped { " and left a core dump" } else { "" };
            match Signal::from_number(signal) {
                Some(name) => format!("was killed by {name}{core}"),
                None => format!("was killed by signal {signal}{core}"),
            }
        }
    }
}

/// systemd's name for the exit status of a set-up step that failed (systemd.exec(5)).
pub(crate) fn setup_step(status: i32) -> Option<&'static str> {
    Some(match status {
        200 => "CHDIR",
        201 => "NICE",
        202 => "FDS",
        203 => "EXEC",
        205 => "LIMITS",
        206 => "OOM_ADJUST",
        208 => "STDIN",
        209 => "STDOUT",
        211 => "IOPRIO",
        214 => "SETSCHEDULER",
        215 => "CPUAFFINITY",
        216 => "GROUP",
        217 => "USER",
        218 => "CAPABILITIES",
        222 => "STDERR",
        233 => "RUNTIME_DIRECTORY",
        238 => "STATE_DIRECTORY",
        239 => "CACHE_DIRECTORY",
        240 => "LOGS_DIRECTORY",
        241 => "CONFIGURATION_DIRECTORY",
        243 => "CREDENTIALS",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn daemons_may_end_by_the_signals_that_ask_them_to() {
        let term = Exit::Signal { signal: 15, dumped: false };
        assert_eq!(Outcome::of(term, &ExitStatusSet::default(), true), Outcome::Success);
        assert_eq!(Outcome::of(term, &ExitStatusSet::default(), false), Outcome::Signal);
        let segv = Exit::Signal { signal: 11, dumped: true };
        assert_eq!(Outcome::of(segv, &ExitStatusSet::default(), true), Outcome::CoreDump);
    }

    #[test]
    fn success_exit_status_counts() {
        let set = ExitStatusSet { statuses: [3].into(), signals: [Signal::KILL].into() };
        assert_eq!(Outcome::of(Exit::Status(3), &set, true), Outcome::Success);
        assert_eq!(Outcome::of(Exit::Status(4), &set, true), Outcome::ExitCode);
        assert_eq!(Outcome::of(Exit::Signal { signal: 9, dumped: false }, &set, false), Outcome::Success);
    }

    #[test]
    fn ends_read_well() {
        assert_eq!(describe(Exit::Status(203)), "exited with status 203 (EXEC)");
        assert_eq!(describe(Exit::Signal { signal: 11, dumped: false }), "was killed by SIGSEGV");
    }
}
