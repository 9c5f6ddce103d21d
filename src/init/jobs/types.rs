//! The types of the job engine: what can be asked for, the states of units, what comes out.

use crate::init::unit::UnitName;
use std::fmt;

/// A unit's state, as `systemctl` shows it. The runtime tells the engine of every change.
///
/// A service that waits for its automatic restart is [`ActiveState::Activating`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd's own names")]
pub(crate) enum ActiveState {
    #[default]
    Inactive,
    Activating,
    Active,
    Reloading,
    Deactivating,
    Failed,
}

impl ActiveState {
    /// Active, reloading, or on the way there.
    pub(crate) fn is_up(self) -> bool {
        matches!(self, Self::Active | Self::Reloading | Self::Activating)
    }

    /// Active or reloading.
    pub(crate) fn is_active(self) -> bool {
        matches!(self, Self::Active | Self::Reloading)
    }

    /// Inactive or failed: nothing runs.
    pub(crate) fn is_down(self) -> bool {
        matches!(self, Self::Inactive | Self::Failed)
    }

    /// As `systemctl is-active` prints it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Activating => "activating",
            Self::Active => "active",
            Self::Reloading => "reloading",
            Self::Deactivating => "deactivating",
            Self::Failed => "failed",
        }
    }
}

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemctl(1)'s own names")]
pub(crate) enum Operation {
    Start,
    Stop,
    Restart,
    TryRestart,
    Reload,
    ReloadOrRestart,
    TryReloadOrRestart,
}

/// What happens to existing jobs: systemctl(1), `--job-mode=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum JobMode {
    /// Those that conflict are cancelled.
    #[default]
    Replace,
    /// If one conflicts, nothing is done.
    Fail,
    /// As [`JobMode::Replace`], and every unit that isn't part of it is stopped.
    Isolate,
    /// Neither requirements nor orders count.
    IgnoreDependencies,
    /// As [`JobMode::Replace`], for an automatic restart: whatever job the unit has begins anew.
    Again,
    /// As [`JobMode::Again`], and what requires the unit, is bound to it or is a part of it is restarted if it is up.
    RestartDependencies,
}

/// A job's number; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct JobId(pub u32);

/// What a job does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd's own names")]
pub(crate) enum JobKind {
    Start,
    VerifyActive,
    Stop,
    Reload,
    /// Reload if it is up, start if it isn't.
    ReloadOrStart,
    /// A stop that becomes a start.
    Restart,
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobResult {
    /// As asked.
    Done,
    /// A condition didn't hold; dependants go on.
    Skipped,
    /// Another job took its place.
    Canceled,
    /// The unit failed to start, stop or reload.
    Failed,
    /// It took too long.
    TimedOut,
    /// What it requires did not come up.
    Dependency,
    /// There is nothing to reload or verify.
    Invalid,
}

/// What the runtime is to do, or to tell, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    /// Start the unit. Answer with `unit_changed` (also if it is active already), `start_skipped`,
    /// `start_refused` or `start_deferred`.
    Start(UnitName),
    /// Stop the unit. Answer with `unit_changed`.
    Stop {
        /// The unit to stop.
        unit: UnitName,
        /// A start follows at once (`RestartKillSignal=`, `RuntimeDirectoryPreserve=restart`).
        restart: bool,
    },
    /// Reload the unit. Answer with `reload_done`.
    Reload(UnitName),
    /// A job has ended.
    Finished {
        /// The job's number.
        job: JobId,
        /// The unit that had it.
        unit: UnitName,
        /// What the job was to do.
        kind: JobKind,
        /// How the job ended.
        result: JobResult,
        /// The unit that is to blame for [`JobResult::Dependency`].
        cause: Option<UnitName>,
    },
    /// A unit that was wanted gets no job.
    Dropped {
        /// The unit that was wanted.
        unit: UnitName,
        /// Why it gets none.
        reason: Dropped,
    },
}

/// Why a unit that was wanted gets no job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dropped {
    /// It requires a unit that isn't declared.
    Missing {
        /// The name that nothing declares.
        requires: UnitName,
    },
    /// It is in an ordering cycle: each unit is ordered after the next one, the last after the first.
    Cycle(Vec<UnitName>),
    /// It conflicts with something else that was asked for.
    Conflict,
    /// It was asked for again and again by units that need or uphold each other, and nothing came of it.
    Endless,
}

/// Why nothing at all is done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TransactionError {
    /// There is no such unit.
    #[error("unit {0} is not declared")]
    NotFound(UnitName),
    /// It requires a unit that isn't declared.
    #[error("{unit} requires {requires}, which is not declared")]
    Missing {
        /// The unit that was asked for, or one that it requires.
        unit: UnitName,
        /// What is not declared.
        requires: UnitName,
    },
    /// Reloading a unit that has no way to.
    #[error("{0} can't be reloaded: it has neither ExecReload= nor Type=notify-reload")]
    NotApplicable(UnitName),
    /// It would have to be both started and stopped.
    #[error("{0} would have to be both started and stopped")]
    Conflict(UnitName),
    /// There is an ordering cycle, and no job in it may be dropped.
    #[error("ordering cycle: {}", cycle_text(.0))]
    Cycle(Vec<UnitName>),
    /// There is another job, and [`JobMode::Fail`] was asked for.
    #[error("{0} has another job already")]
    JobPending(UnitName),
    /// Everything is being stopped.
    #[error("the container is stopping")]
    ShuttingDown,
}

/// `a → b → a`: each is ordered after the next.
pub(crate) fn cycle_text(cycle: &[UnitName]) -> String {
    cycle.iter().chain(cycle.first()).map(UnitName::as_str).collect::<Vec<_>>().join(" → ")
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { requires } => write!(f, "it requires {requires}, which is not declared"),
            Self::Cycle(cycle) => write!(f, "ordering cycle, each after the next: {}", cycle_text(cycle)),
            Self::Conflict => f.write_str("it conflicts with what else was asked for"),
            Self::Endless => f.write_str("units that need or uphold each other ask for it again and again"),
        }
    }
}

impl JobKind {
    /// Its name in systemd's log.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::VerifyActive => "verify-active",
            Self::Stop => "stop",
            Self::Reload => "reload",
            Self::ReloadOrStart => "reload-or-start",
            Self::Restart => "restart",
        }
    }

    /// Whether it conflicts with `other`.
    pub(super) fn conflicts(self, other: Self) -> bool {
        (self == Self::Stop) != (other == Self::Stop)
    }

    /// One job that does both: `job_merging_table` of systemd; `None` if they conflict.
    pub(super) fn merge(self, other: Self) -> Option<Self> {
        use JobKind::{Reload, ReloadOrStart, Restart, Start, Stop, VerifyActive};
        let (low, high) = if self <= other { (self, other) } else { (other, self) };
        Some(match (low, high) {
            (a, b) if a == b => a,
            (Stop, _) | (_, Stop) => return None,
            (_, Restart) => Restart,
            (Start, VerifyActive) => Start,
            (Start, Reload | ReloadOrStart) | (VerifyActive | Reload, ReloadOrStart) => ReloadOrStart,
            (VerifyActive, Reload) => Reload,
            _ => high,
        })
    }

    /// Whether there is nothing to do for it with a unit in this state.
    pub(super) fn redundant(self, state: ActiveState) -> bool {
        match self {
            Self::Start | Self::VerifyActive => state.is_active(),
            Self::Stop => state.is_down(),
            Self::Reload => state == ActiveState::Reloading,
            Self::ReloadOrStart | Self::Restart => false,
        }
    }

    /// Whether it counts as a stop when jobs are ordered: a restart begins with a stop.
    pub(super) fn stops(self) -> bool {
        matches!(self, Self::Stop | Self::Restart)
    }
}
