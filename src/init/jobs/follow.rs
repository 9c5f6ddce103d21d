//! What follows from a unit's change of state for other units.

use super::types::{Action, ActiveState, Dropped, JobKind, JobMode, TransactionError};
use super::{Engine, Relation, UnitId, UnitName};

/// How many jobs may lead to each other while no unit's state changes.
const ROUNDS: u8 = 8;

/// The relations to what a unit needs.
const NEEDS: [Relation; 5] =
    [Relation::Requires, Relation::Requisite, Relation::Wants, Relation::BindsTo, Relation::Upholds];

impl Engine {
    /// Tells that a unit is in another state now.
    pub(crate) fn unit_changed(&mut self, unit: &UnitName, new: ActiveState) {
        let Some(unit) = self.graph.id(unit) else { return };
        let old = std::mem::replace(&mut self.states[unit.index()], new);
        if new.is_active() || (old, new) == (ActiveState::Failed, ActiveState::Inactive) {
            self.given_up.remove(&unit);
        } else if old.is_down() && new == ActiveState::Failed {
            // It failed before it began, mostly because of its start limit.
            self.given_up.insert(unit);
        }
        let expected = self.advance(unit, new);
        if self.closing {
            return;
        }
        let goes = new.is_down() || new == ActiveState::Deactivating;
        if !expected && old.is_up() && goes {
            self.stop_along(unit);
        }
        if new == ActiveState::Failed && old != ActiveState::Failed {
            self.start_all(unit, Relation::OnFailure, 0);
        }
        if new == ActiveState::Inactive && !old.is_down() {
            self.start_all(unit, Relation::OnSuccess, 0);
        }
        if old != new {
            self.review_around(unit, 0);
        }
    }

    /// Has a unit, and those for which its state may matter, looked at again once all changes are told.
    pub(super) fn review_around(&mut self, unit: UnitId, round: u8) {
        self.review_later(unit, round);
        for bound in self.graph.list(unit, Relation::BoundBy).to_vec() {
            self.review_later(bound, round);
        }
        self.review_needs(unit, round);
    }

    /// Has what a unit needs looked at again.
    pub(super) fn review_needs(&mut self, unit: UnitId, round: u8) {
        for relation in NEEDS {
            for other in self.graph.list(unit, relation).to_vec() {
                self.review_later(other, round);
            }
        }
    }

    fn review_later(&mut self, unit: UnitId, round: u8) {
        // A change of state starts counting anew.
        let known = self.to_review.entry(unit).or_insert(round);
        *known = round.min(*known);
    }

    /// Looks whether the states of others require a unit to be up or down, even where those have not changed.
    pub(super) fn review(&mut self, unit: UnitId, round: u8) {
        if self.closing || self.jobs[unit.index()].is_some() {
            return;
        }
        let state = self.states[unit.index()];
        if state.is_active() && (self.is_unneeded(unit) || self.is_bound_to_nothing(unit)) {
            self.follow_up(unit, JobKind::Stop, round + 1);
        } else if state.is_down() && self.is_upheld(unit) {
            self.follow_up(unit, JobKind::Start, round + 1);
        }
    }

    /// Starts what a unit's end asks for.
    pub(super) fn start_all(&mut self, unit: UnitId, relation: Relation, round: u8) {
        for other in self.graph.list(unit, relation).to_vec() {
            self.follow_up(other, JobKind::Start, round);
        }
    }

    /// A request of the engine's own. One that can't be done is reported and forgotten. So is one at the end of a chain
    /// of jobs that led to each other and changed nothing: it would go on for ever.
    fn follow_up(&mut self, unit: UnitId, kind: JobKind, round: u8) {
        let first = self.next_id;
        let reason = if round > ROUNDS {
            Dropped::Endless
        } else {
            match self.request(unit, kind, JobMode::Replace) {
                Ok(_) => {
                    let new = self.jobs.iter_mut().flatten().filter(|job| job.id.0 >= first);
                    return new.for_each(|job| job.round = round);
                }
                Err(TransactionError::ShuttingDown) => return,
                Err(TransactionError::Missing { requires, .. }) => Dropped::Missing { requires },
                Err(TransactionError::Cycle(cycle)) => Dropped::Cycle(cycle),
                Err(_) => Dropped::Conflict,
            }
        };
        self.actions.push(Action::Dropped { unit: self.graph.name(unit).clone(), reason });
    }

    /// Stops what has to stop with a unit that has gone down unasked.
    fn stop_along(&mut self, unit: UnitId) {
        for relation in [Relation::BoundBy, Relation::PropagatesStopTo] {
            for other in self.graph.list(unit, relation).to_vec() {
                if self.states[other.index()].is_up()
                    && self.jobs[other.index()].is_none_or(|job| job.kind != JobKind::Stop)
                {
                    self.follow_up(other, JobKind::Stop, 0);
                }
            }
        }
    }

    /// Whether something that is up upholds a unit, and it may be started again.
    fn is_upheld(&self, unit: UnitId) -> bool {
        // A unit with a job may be about to stop.
        let active = |by: &UnitId| self.states[by.index()].is_active() && self.jobs[by.index()].is_none();
        !self.given_up.contains(&unit) && self.graph.list(unit, Relation::UpheldBy).iter().any(active)
    }

    /// Whether a unit has `StopWhenUnneeded=` and nothing needs it.
    fn is_unneeded(&self, unit: UnitId) -> bool {
        let needs = |by: &UnitId| !self.states[by.index()].is_down() || self.jobs[by.index()].is_some();
        self.graph.node(unit).stop_when_unneeded
            && !NEEDS.iter().any(|relation| self.graph.list(unit, relation.inverse()).iter().any(needs))
    }

    /// Whether a unit is bound to one that is not active: it ended as soon as it was up, or its start was skipped.
    fn is_bound_to_nothing(&self, unit: UnitId) -> bool {
        let gone =
            |other: &UnitId| self.states[other.index()].is_down() && self.jobs[other.index()].is_none();
        self.graph.list(unit, Relation::BindsTo).iter().any(gone)
    }
}
