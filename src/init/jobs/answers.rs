//! What the engine is told about its jobs besides the states of their units.

use super::types::{JobId, JobKind, JobResult};
use super::{Engine, Relation, UnitId, UnitName};

impl Engine {
    /// Tells that a reload is over. If the unit's state changed, that is told separately.
    pub(crate) fn reload_done(&mut self, unit: &UnitName, well: bool) {
        let Some(unit) = self.graph.id(unit) else { return };
        if self.jobs[unit.index()].is_some_and(|job| job.running && job.kind == JobKind::Reload) {
            self.finish(unit, if well { JobResult::Done } else { JobResult::Failed }, true);
        }
    }

    /// Tells that a start was skipped because a condition doesn't hold. Dependants go on.
    pub(crate) fn start_skipped(&mut self, unit: &UnitName) {
        self.end_start(unit, JobResult::Skipped);
    }

    /// Tells that a unit may not be started (an assertion, the start limit). Its state is told separately.
    pub(crate) fn start_refused(&mut self, unit: &UnitName) {
        self.end_start(unit, JobResult::Failed);
    }

    /// Tells that a unit could not be stopped; its state is unchanged.
    pub(crate) fn stop_failed(&mut self, unit: &UnitName) {
        let Some(unit) = self.graph.id(unit) else { return };
        let stops = |kind| matches!(kind, JobKind::Stop | JobKind::Restart);
        if self.jobs[unit.index()].is_some_and(|job| job.running && stops(job.kind)) {
            self.finish(unit, JobResult::Failed, true);
        }
    }

    /// Ends the start of a unit that is ordered after and bound to one that is not active; returns whether it did.
    pub(crate) fn start_unbound(&mut self, unit: &UnitName) -> bool {
        let Some(unit) = self.graph.id(unit) else { return false };
        let bound = self.graph.list(unit, Relation::BindsTo).iter().copied();
        let mut missing = bound.filter(|other| {
            !self.states[other.index()].is_active() && self.graph.has(unit, Relation::After, *other)
        });
        let Some(cause) = missing.next() else { return false };
        self.finish_for(unit, JobResult::Dependency, Some(cause), true);
        true
    }

    /// Tells that a unit can't be started yet. The start is tried again when the unit's state changes, or when it
    /// is asked for once more.
    pub(crate) fn start_deferred(&mut self, unit: &UnitName) {
        let Some(unit) = self.graph.id(unit) else { return };
        if let Some(job) = self.jobs[unit.index()].as_mut().filter(|job| job.kind == JobKind::Start) {
            job.running = false;
        }
    }

    /// Has a start that was deferred tried again.
    pub(crate) fn try_again(&mut self, unit: &UnitName) {
        if let Some(unit) = self.graph.id(unit) {
            self.wake(unit);
        }
    }

    /// Ends a start that failed. What upholds the unit does not ask for it again.
    fn end_start(&mut self, unit: &UnitName, result: JobResult) {
        let Some(unit) = self.graph.id(unit) else { return };
        self.given_up.insert(unit);
        if self.jobs[unit.index()].is_some_and(|job| job.running && job.kind == JobKind::Start) {
            self.finish(unit, result, true);
        }
    }

    /// Gives up a job: `systemctl cancel`, or `JobTimeoutSec=` is over.
    pub(crate) fn give_up(&mut self, job: JobId, timed_out: bool) {
        let has = |unit: &UnitId| self.jobs[unit.index()].is_some_and(|known| known.id == job);
        if let Some(unit) = self.graph.ids().find(has) {
            self.finish(unit, if timed_out { JobResult::TimedOut } else { JobResult::Canceled }, true);
        }
    }
}
