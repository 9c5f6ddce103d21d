//! Runs jobs: when one may, what it has the runtime do, and how it ends.

use super::order;
use super::types::{Action, ActiveState, JobKind, JobResult};
use super::{Engine, Relation, UnitId};

impl Engine {
    /// What a change of state does to the unit's own job; returns false if the job didn't ask for the change.
    pub(super) fn advance(&mut self, unit: UnitId, new: ActiveState) -> bool {
        let Some(job) = self.jobs[unit.index()] else { return false };
        if !job.running {
            self.wake(unit);
            return false;
        }
        let ended = if new == ActiveState::Failed { JobResult::Failed } else { JobResult::Done };
        match job.kind {
            JobKind::Stop if new.is_down() => self.finish(unit, JobResult::Done, true),
            JobKind::Restart if new.is_down() => self.becomes(unit, JobKind::Start),
            JobKind::Stop | JobKind::Restart => {}
            _ if new.is_down() => {
                self.finish(unit, ended, true);
                return false;
            }
            JobKind::Start | JobKind::VerifyActive if new.is_active() => {
                self.finish(unit, JobResult::Done, true);
            }
            JobKind::Reload | JobKind::ReloadOrStart if new == ActiveState::Active => {
                self.finish(unit, JobResult::Done, true);
            }
            _ => return new != ActiveState::Deactivating,
        }
        true
    }

    /// Runs a unit's job if nothing goes before it.
    pub(super) fn run(&mut self, unit: UnitId) {
        match self.blocker(unit) {
            None => self.run_now(unit),
            Some((place, _)) => {
                if let Some(job) = &mut self.jobs[unit.index()] {
                    job.place = place;
                }
            }
        }
    }

    /// Runs a unit's job, whatever goes before it.
    pub(super) fn run_now(&mut self, unit: UnitId) {
        let Some(job) = self.jobs[unit.index()].filter(|job| !job.running) else { return };
        let state = self.states[unit.index()];
        let name = || self.graph.name(unit).clone();
        let action = match (job.kind, state) {
            (JobKind::Start | JobKind::VerifyActive, state) if state.is_active() => {
                return self.finish(unit, JobResult::Done, true);
            }
            (JobKind::Start | JobKind::ReloadOrStart, ActiveState::Deactivating)
            | (JobKind::VerifyActive | JobKind::Reload, ActiveState::Activating)
            | (JobKind::Reload, ActiveState::Reloading) => return,
            (JobKind::Start, _) => Action::Start(name()),
            (JobKind::Stop, state) if state.is_down() => return self.finish(unit, JobResult::Done, true),
            (JobKind::Stop, _) => Action::Stop { unit: name(), restart: false },
            (JobKind::Restart, state) if state.is_down() => return self.becomes(unit, JobKind::Start),
            (JobKind::Restart, _) => Action::Stop { unit: name(), restart: true },
            (JobKind::ReloadOrStart, state) if state.is_up() => return self.becomes(unit, JobKind::Reload),
            (JobKind::ReloadOrStart, _) => return self.becomes(unit, JobKind::Start),
            (JobKind::Reload, ActiveState::Active) => Action::Reload(name()),
            (JobKind::Reload | JobKind::VerifyActive, _) => {
                return self.finish(unit, JobResult::Invalid, true);
            }
        };
        self.actions.push(action);
        if let Some(job) = &mut self.jobs[unit.index()] {
            job.running = true;
        }
    }

    /// Turns a job into another kind, which has its own order.
    pub(super) fn becomes(&mut self, unit: UnitId, kind: JobKind) {
        if let Some(job) = &mut self.jobs[unit.index()] {
            job.kind = kind;
            job.running = false;
        }
        self.wake(unit);
        self.wake_neighbours(unit);
    }

    /// A unit whose job must end first, if there is one, and its place.
    pub(super) fn blocker(&self, unit: UnitId) -> Option<(usize, UnitId)> {
        let ordered = |id: UnitId| self.jobs[id.index()].filter(|job| !job.ignore_order);
        let own = ordered(unit)?;
        order::one_before(&self.graph, unit, own.kind, own.place, |id| ordered(id).map(|job| job.kind))
    }

    pub(super) fn wake(&mut self, unit: UnitId) {
        if self.jobs[unit.index()].is_some_and(|job| !job.running) {
            self.queue.insert(unit);
        }
    }

    pub(super) fn wake_neighbours(&mut self, unit: UnitId) {
        let around = [self.graph.list(unit, Relation::Before), self.graph.list(unit, Relation::After)];
        for other in around.concat() {
            self.wake(other);
        }
    }

    /// Ends a job, and those that fail with it.
    pub(super) fn finish(&mut self, unit: UnitId, result: JobResult, propagate: bool) {
        self.finish_for(unit, result, None, propagate);
    }

    /// As [`Engine::finish`], naming the unit that is to blame.
    pub(super) fn finish_for(
        &mut self,
        unit: UnitId,
        result: JobResult,
        cause: Option<UnitId>,
        propagate: bool,
    ) {
        let mut stack = vec![(unit, result, cause)];
        while let Some((unit, result, cause)) = stack.pop() {
            let Some(job) = self.jobs[unit.index()].take() else { continue };
            self.pending -= 1;
            self.actions.push(Action::Finished {
                job: job.id,
                unit: self.graph.name(unit).clone(),
                kind: job.kind,
                result,
                cause: cause.map(|id| self.graph.name(id).clone()),
            });
            self.wake_neighbours(unit);
            let came_up = matches!(result, JobResult::Done | JobResult::Skipped);
            if came_up {
                self.review_around(unit, job.round);
            } else {
                // Not the unit itself: what upholds it would have it fail for ever.
                self.review_needs(unit, job.round);
            }
            if !propagate || !matches!(job.kind, JobKind::Start | JobKind::VerifyActive) {
                continue;
            }
            let fail_along = match came_up {
                true if self.states[unit.index()].is_active() => continue,
                // It has ended already, or was skipped: enough for most dependants, but not for those with Requisite=.
                true => &[Relation::RequisiteOf][..],
                false => &[Relation::RequiredBy, Relation::RequisiteOf, Relation::BoundBy],
            };
            for relation in fail_along.iter().copied() {
                for dependant in self.graph.list(unit, relation) {
                    let kind = self.jobs[dependant.index()].map(|job| job.kind);
                    if matches!(kind, Some(JobKind::Start | JobKind::VerifyActive)) {
                        stack.push((*dependant, JobResult::Dependency, Some(cause.unwrap_or(unit))));
                    }
                }
            }
            if matches!(result, JobResult::Dependency | JobResult::TimedOut) && job.kind == JobKind::Start {
                if self.states[unit.index()].is_down() {
                    self.given_up.insert(unit);
                }
                self.start_all(unit, Relation::OnFailure, job.round + 1);
            }
        }
    }
}
