//! What follows from a unit's change of state for other units.

use super::types::{Action, ActiveState, Dropped, JobKind, Mode, TransactionError};
use super::{Engine, Relation, UnitId, UnitName};

impl Engine {
    /// Tells that a unit is in another state now.
    pub fn unit_changed(&mut self, unit: &UnitName, new: ActiveState) {
        let Some(unit) = self.graph.id(unit) else { return };
        let old = std::mem::replace(&mut self.states[unit.index()], new);
        let expected = self.advance(unit, new);
        if self.closing {
            return;
        }
        let goes = new.is_down() || new == ActiveState::Deactivating;
        if !expected && old.is_up() && goes {
            self.stop_bound(unit);
        }
        if new == ActiveState::Failed && old != ActiveState::Failed {
            self.start_all(unit, Relation::OnFailure);
        }
        if new == ActiveState::Inactive && !old.is_down() {
            self.start_all(unit, Relation::OnSuccess);
        }
        if new.is_down() && !old.is_down() {
            self.uphold(unit);
            for relation in [Relation::Requires, Relation::Wants, Relation::BindsTo, Relation::Upholds] {
                for other in self.graph.list(unit, relation).to_vec() {
                    self.stop_unneeded(other);
                }
            }
        } else if new.is_active() {
            self.stop_unneeded(unit);
        }
    }

    /// Starts what a unit's end asks for.
    pub(super) fn start_all(&mut self, unit: UnitId, relation: Relation) {
        for other in self.graph.list(unit, relation).to_vec() {
            self.follow_up(other, JobKind::Start);
        }
    }

    /// A request of the engine's own; one that can't be is told and forgotten.
    pub(super) fn follow_up(&mut self, unit: UnitId, kind: JobKind) {
        let reason = match self.request(unit, kind, Mode::Replace) {
            Ok(_) | Err(TransactionError::ShuttingDown) => return,
            Err(TransactionError::Missing { requires, .. }) => Dropped::Missing { requires },
            Err(TransactionError::Cycle(cycle)) => Dropped::Cycle(cycle),
            Err(_) => Dropped::Conflict,
        };
        self.actions.push(Action::Dropped { unit: self.graph.name(unit).clone(), reason });
    }

    /// Stops what is bound to a unit that has gone.
    pub(super) fn stop_bound(&mut self, unit: UnitId) {
        for other in self.graph.list(unit, Relation::BoundBy).to_vec() {
            if self.states[other.index()].is_up()
                && self.jobs[other.index()].is_none_or(|job| job.kind != JobKind::Stop)
            {
                self.follow_up(other, JobKind::Stop);
            }
        }
    }

    /// Starts a unit again that something upholds.
    pub(super) fn uphold(&mut self, unit: UnitId) {
        let upheld = |by: &UnitId| self.states[by.index()].is_active();
        let wanted = self.graph.list(unit, Relation::UpheldBy).iter().any(upheld);
        if wanted && self.jobs[unit.index()].is_none() && !self.given_up.contains(&unit) {
            self.follow_up(unit, JobKind::Start);
        }
    }

    /// Stops a unit with `StopWhenUnneeded=` that nothing needs.
    pub(super) fn stop_unneeded(&mut self, unit: UnitId) {
        if !self.graph.node(unit).stop_when_unneeded || !self.states[unit.index()].is_active() {
            return;
        }
        let needs = |by: &UnitId| !self.states[by.index()].is_down() || self.jobs[by.index()].is_some();
        let relations = [
            Relation::RequiredBy,
            Relation::WantedBy,
            Relation::BoundBy,
            Relation::RequisiteOf,
            Relation::UpheldBy,
        ];
        let needed = relations.iter().any(|relation| self.graph.list(unit, *relation).iter().any(needs));
        if !needed && self.jobs[unit.index()].is_none() {
            self.follow_up(unit, JobKind::Stop);
        }
    }
}
