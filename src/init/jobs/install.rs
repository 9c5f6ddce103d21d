//! Installs jobs: a new one takes the place of its unit's old one.

use super::{Action, Engine, Job, JobId, JobKind, JobResult};
use crate::init::graph::UnitId;

impl Engine {
    /// Gives a unit a job, or merges it into the job that the unit has.
    pub(super) fn install(&mut self, unit: UnitId, kind: JobKind, ignore_order: bool) -> JobId {
        let merged = self.jobs[unit.index()].map(|job| (job, job.kind.merge(kind)));
        let id = match merged {
            // A unit that is down can't be reloaded, although it counts as activating.
            Some((job, Some(JobKind::ReloadOrStart))) if job.again && !job.running => job.id,
            Some((job, Some(both))) => {
                // A job that runs already and does this anyway goes on; otherwise it begins anew.
                let late = !matches!(kind, JobKind::Reload | JobKind::ReloadOrStart | JobKind::Restart);
                let running = job.running && late && both == job.kind;
                let ignore_order = job.ignore_order || ignore_order;
                self.jobs[unit.index()] = Some(Job { kind: both, running, ignore_order, ..job });
                job.id
            }
            other => {
                if other.is_some() {
                    self.finish(unit, JobResult::Canceled, false);
                }
                let id = self.new_id();
                let (running, again, round, place) = (false, false, 0, 0);
                self.jobs[unit.index()] = Some(Job { id, kind, running, ignore_order, again, round, place });
                self.pending += 1;
                id
            }
        };
        self.wake(unit);
        self.wake_neighbours(unit);
        id
    }

    pub(super) fn new_id(&mut self) -> JobId {
        let id = JobId(self.next_id);
        self.next_id += 1;
        id
    }

    /// A job that is done at once.
    pub(super) fn nothing_to_do(&mut self, unit: UnitId) -> JobId {
        let job = self.new_id();
        let unit = self.graph.name(unit).clone();
        let (kind, result) = (JobKind::Restart, JobResult::Done);
        self.actions.push(Action::Finished { job, unit, kind, result, cause: None });
        job
    }
}
