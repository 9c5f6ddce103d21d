//! The end: everything stops, in order, and nothing starts any more.

use super::types::{JobKind, Mode};
use super::{Engine, UnitId, UnitName};
use std::collections::BTreeMap;

impl Engine {
    /// Whether [`Engine::shutdown`] was asked for and nothing runs any more.
    pub fn is_shut_down(&self) -> bool {
        self.closing && self.is_idle() && self.left_up().next().is_none()
    }

    /// Stops everything, in order, and starts nothing any more but what shutdown.target wants.
    pub fn shutdown(&mut self) {
        if self.closing {
            return;
        }
        let target = "shutdown.target".parse().ok().and_then(|name: UnitName| self.graph.id(&name));
        if let Some(target) = target.filter(|id| self.graph.node(*id).loaded) {
            // If it makes no sense, everything is stopped below without it.
            drop(self.request(target, JobKind::Start, Mode::Isolate));
        }
        self.closing = true;
        self.stop_the_rest();
    }

    /// Stops what is up and has no job.
    pub(super) fn stop_the_rest(&mut self) {
        let rest: Vec<UnitId> = self.left_up().collect();
        for unit in rest {
            self.install(unit, JobKind::Stop, false);
        }
        // Orders may go round in circles; then they don't count.
        let (mut waits_for, mut ready) = (BTreeMap::new(), Vec::new());
        let jobs: Vec<UnitId> = self.graph.ids().filter(|id| self.jobs[id.index()].is_some()).collect();
        for unit in &jobs {
            let count = self.blockers(*unit).count();
            waits_for.insert(*unit, count);
            if count == 0 {
                ready.push(*unit);
            }
        }
        while let Some(unit) = ready.pop() {
            for other in self.neighbours(unit) {
                if self.blockers(other).any(|blocker| blocker == unit)
                    && let Some(count) = waits_for.get_mut(&other)
                {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(other);
                    }
                }
            }
            waits_for.remove(&unit);
        }
        for unit in waits_for.into_keys() {
            if let Some(job) = &mut self.jobs[unit.index()] {
                job.ignore_order = true;
                self.wake(unit);
            }
        }
    }

    /// Units that are up and that no job stops.
    pub(super) fn left_up(&self) -> impl Iterator<Item = UnitId> {
        self.graph.ids().filter(|id| {
            let (node, state) = (self.graph.node(*id), self.states[id.index()]);
            node.loaded && !state.is_down() && self.jobs[id.index()].is_none()
        })
    }
}
