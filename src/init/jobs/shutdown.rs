//! The end: everything stops in order, and nothing more starts.

use super::types::{JobKind, JobMode, JobResult};
use super::{Engine, UnitId, UnitName};
use std::collections::{BTreeMap, BTreeSet};

impl Engine {
    /// Whether [`Engine::shutdown`] was called and nothing runs any more.
    #[cfg(test)]
    pub(crate) fn is_shut_down(&self) -> bool {
        self.closing && self.is_idle() && self.left_up().next().is_none()
    }

    /// Stops everything in order, and starts nothing more except what shutdown.target wants.
    pub(crate) fn shutdown(&mut self) {
        if self.closing {
            return;
        }
        let starts = |id: &UnitId| self.jobs[id.index()].is_some_and(|job| job.kind != JobKind::Stop);
        for unit in self.graph.ids().filter(starts).collect::<Vec<_>>() {
            self.finish(unit, JobResult::Canceled, false);
        }
        let target = "shutdown.target".parse().ok().and_then(|name: UnitName| self.graph.id(&name));
        if let Some(target) = target.filter(|id| self.graph.node(*id).loaded) {
            // If that transaction is impossible, everything is stopped below without it.
            drop(self.request(target, JobKind::Start, JobMode::Isolate));
        }
        self.closing = true;
        self.stop_the_rest();
    }

    /// When no job can go on by itself: stops what shutdown.target wanted, or lets one of several units that wait for
    /// each other's stop go first. Returns whether there was anything to do.
    pub(super) fn go_on_closing(&mut self) -> bool {
        if self.pending == 0 {
            return self.stop_the_rest();
        }
        let first = self.waits_for_itself();
        if let Some(unit) = first {
            self.run_now(unit);
        }
        first.is_some()
    }

    /// Stops what is up and has no job; returns whether there was anything.
    fn stop_the_rest(&mut self) -> bool {
        let rest: Vec<UnitId> = self.left_up().collect();
        for unit in &rest {
            self.install(*unit, JobKind::Stop, false);
        }
        !rest.is_empty()
    }

    /// A unit whose stop waits, through others, for itself; none while any stop may end. Stops wait only for stops.
    fn waits_for_itself(&self) -> Option<UnitId> {
        if self.jobs.iter().flatten().any(|job| job.kind == JobKind::Stop && job.running) {
            return None;
        }
        let mut waits_for = BTreeMap::new();
        for unit in self.graph.ids() {
            if let Some(job) = self.jobs[unit.index()].filter(|job| job.kind == JobKind::Stop) {
                waits_for.insert(unit, self.blocker(unit).filter(|_| !job.running)?.1);
            }
        }
        // Each waits for another, so following them leads back to a unit that was passed already.
        let mut unit = *waits_for.keys().next()?;
        let mut passed = BTreeSet::new();
        while passed.insert(unit) {
            unit = *waits_for.get(&unit)?;
        }
        Some(unit)
    }

    /// Units that are up and that no job stops.
    fn left_up(&self) -> impl Iterator<Item = UnitId> {
        self.graph.ids().filter(|id| {
            let (node, state) = (self.graph.node(*id), self.states[id.index()]);
            node.loaded && !state.is_down() && self.jobs[id.index()].is_none()
        })
    }
}
