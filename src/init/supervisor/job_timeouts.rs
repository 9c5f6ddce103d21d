//! `JobTimeoutSec=`, `JobRunningTimeoutSec=`: jobs that take too long are given up. systemd.unit(5).

use std::collections::BTreeMap;
use std::time::Duration;

use super::Supervisor;
use super::units::RunningUnit;
use crate::init::jobs::JobId;
use crate::init::system::{Priority, System};
use crate::init::unit::{EmergencyAction, UnitName};

/// When jobs whose units limit them are to be given up.
#[derive(Debug, Default)]
pub(super) struct JobTimeouts {
    /// By unit: the job, whether it runs already, and its limits.
    jobs: BTreeMap<UnitName, (JobId, bool, Limits)>,
}

/// When a job is to be given up (monotonic).
#[derive(Debug, Clone, Copy, Default)]
struct Limits {
    queued: Option<Duration>,
    running: Option<Duration>,
}

impl Limits {
    fn first(self) -> Option<Duration> {
        self.queued.into_iter().chain(self.running).min()
    }
}

impl JobTimeouts {
    /// The next moment at which a job is to be given up.
    pub(super) fn next(&self) -> Option<Duration> {
        self.jobs.values().filter_map(|(.., limits)| limits.first()).min()
    }
}

impl Supervisor {
    /// Looks which jobs there are now.
    pub(super) fn note_job_limits(&mut self, now: Duration) {
        let units = self.index.limited().iter().filter_map(|name| self.units.get(name));
        for unit in units.map(RunningUnit::unit) {
            let Some((job, _, running)) = self.jobs.job(&unit.name) else {
                self.job_timeouts.jobs.remove(&unit.name);
                continue;
            };
            let known = self.job_timeouts.jobs.get(&unit.name).filter(|(known, ..)| *known == job);
            let after = |span: Option<Duration>| span.map(|span| now.saturating_add(span));
            let (mut was_running, mut limits) = known.map_or_else(
                || (false, Limits { queued: after(unit.job_timeout), running: None }),
                |(_, was_running, limits)| (*was_running, *limits),
            );
            if running && !was_running {
                was_running = true;
                limits.running = after(unit.job_running_timeout);
            }
            self.job_timeouts.jobs.insert(unit.name.clone(), (job, was_running, limits));
        }
    }

    /// Gives up the jobs that have taken too long.
    pub(super) fn give_up_late_jobs(&mut self, system: &mut dyn System, now: Duration) {
        let late = |limits: &Limits| limits.first().is_some_and(|limit| limit <= now);
        let due: Vec<(UnitName, JobId)> = self
            .job_timeouts
            .jobs
            .iter()
            .filter(|(_, (.., limits))| late(limits))
            .map(|(unit, (job, ..))| (unit.clone(), *job))
            .collect();
        for (name, job) in due {
            self.job_timeouts.jobs.remove(&name);
            system.log(
                Some(&name),
                Priority::Warning,
                "its job took too long (JobTimeoutSec=): it is given up",
            );
            self.jobs.give_up(job, true);
            let action =
                self.units.get(&name).map_or(EmergencyAction::None, |unit| unit.unit().job_timeout_action);
            self.end_by_action(
                system,
                action,
                1,
                &format!("a job of {name} took too long, JobTimeoutAction= is set"),
            );
        }
    }
}
