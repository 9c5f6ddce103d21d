//! The job engine: which unit is started, stopped or reloaded when. Pure: no time, no processes.
//!
//! A request becomes a transaction: the jobs that it takes. A unit has at most one job. A job runs when no job
//! that goes before it is left: starts in the order of `After=` and `Before=`, stops in the reverse, a stop before
//! a start. The runtime does what [`Engine::next_actions`] says and reports what became of it; the engine works out
//! everything that follows (failed dependencies, `BindsTo=`, `OnFailure=`, `Upholds=`, …).
//!
//! Each job is looked at again only when something that it waits for has changed, so that a chain of units
//! costs in proportion to its length.

mod answers;
mod follow;
mod install;
mod order;
mod run;
mod shutdown;
mod transaction;
mod types;

#[cfg(test)]
mod invariants;
#[cfg(test)]
mod tests;

pub(crate) use types::{
    Action, ActiveState, Dropped, JobId, JobKind, JobMode, JobResult, Operation, TransactionError,
};

use super::graph::{Graph, Relation, UnitId};
use super::unit::{Unit, UnitFile, UnitName};
use std::collections::{BTreeMap, BTreeSet};
use transaction::{Situation, Transaction};

#[derive(Debug, Clone, Copy)]
struct Job {
    id: JobId,
    kind: JobKind,
    running: bool,
    ignore_order: bool,
    /// It starts a unit that has ended and restarts automatically.
    again: bool,
    /// The length of the chain of jobs that led to it, each asking for the next while no unit's state changed.
    round: u8,
    /// Where the job that it waits for was last found: see [`order::one_before`].
    place: usize,
}

/// All units, their states and their jobs.
#[derive(Debug)]
pub(crate) struct Engine {
    graph: Graph,
    states: Vec<ActiveState>,
    jobs: Vec<Option<Job>>,
    /// Units that can't be started, and the unit that each is missing.
    unstartable: BTreeMap<UnitId, UnitId>,
    /// Units whose jobs may have become able to run.
    queue: BTreeSet<UnitId>,
    actions: Vec<Action>,
    /// Units that may have to be started or stopped because of the states of others, and the round that led to it.
    to_review: BTreeMap<UnitId, u8>,
    /// Units that are no longer upheld because they may not be started again.
    given_up: BTreeSet<UnitId>,
    pending: usize,
    next_id: u32,
    closing: bool,
}

impl Engine {
    /// The engine for these units, all of them inactive.
    pub(crate) fn new(file: &UnitFile) -> Self {
        Self::with_graph(Graph::of(file))
    }

    /// The engine for a graph of units, all of them inactive.
    pub(crate) fn with_graph(graph: Graph) -> Self {
        let mut engine = Self {
            graph,
            states: Vec::new(),
            jobs: Vec::new(),
            unstartable: BTreeMap::new(),
            queue: BTreeSet::new(),
            actions: Vec::new(),
            to_review: BTreeMap::new(),
            given_up: BTreeSet::new(),
            pending: 0,
            next_id: 1,
            closing: false,
        };
        engine.grow();
        engine
    }

    /// Adds a unit that was made later on: an instance of a template.
    pub(crate) fn add(&mut self, unit: &Unit) {
        self.graph.add(unit);
        self.grow();
    }

    /// Forgets a unit that is down and has no job.
    pub(crate) fn forget(&mut self, unit: &UnitName) {
        if let Some(id) = self.graph.remove(unit) {
            self.states[id.index()] = ActiveState::Inactive;
            self.queue.remove(&id);
            self.to_review.remove(&id);
            self.given_up.remove(&id);
            self.unstartable.remove(&id);
        }
    }

    /// Makes room for every unit of the graph.
    fn grow(&mut self) {
        for id in self.graph.ids().skip(self.states.len()) {
            let provided = self.graph.node(id).provided;
            self.states.push(if provided { ActiveState::Active } else { ActiveState::Inactive });
            self.jobs.push(None);
        }
        self.unstartable.clear();
        let missing = |id: &UnitId| !self.graph.node(*id).loaded && !self.graph.node(*id).provided;
        let mut stack: Vec<(UnitId, UnitId)> = self.graph.ids().filter(missing).map(|id| (id, id)).collect();
        while let Some((unit, missing)) = stack.pop() {
            if self.unstartable.insert(unit, missing).is_none() {
                for relation in [Relation::RequiredBy, Relation::BoundBy] {
                    let dependants = self.graph.list(unit, relation);
                    stack.extend(dependants.iter().map(|dependant| (*dependant, missing)));
                }
            }
        }
    }

    /// The units' relations.
    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// A unit's state, as the engine was told.
    pub(crate) fn state(&self, unit: &UnitName) -> ActiveState {
        self.graph.id(unit).map_or(ActiveState::Inactive, |id| self.states[id.index()])
    }

    /// The unit's job and whether it runs already.
    pub(crate) fn job(&self, unit: &UnitName) -> Option<(JobId, JobKind, bool)> {
        let job = self.jobs[self.graph.id(unit)?.index()]?;
        Some((job.id, job.kind, job.running))
    }

    /// Every job, by unit.
    #[cfg(test)]
    pub(crate) fn all_jobs(&self) -> impl Iterator<Item = (&UnitName, JobId, JobKind, bool)> {
        self.graph.ids().filter_map(|id| {
            let job = self.jobs[id.index()]?;
            Some((self.graph.name(id), job.id, job.kind, job.running))
        })
    }

    /// Whether no job is left. Call [`Engine::next_actions`] first.
    pub(crate) fn is_idle(&self) -> bool {
        self.pending == 0
    }

    /// Asks for something. The job's end comes as [`Action::Finished`].
    ///
    /// # Errors
    /// When it can't be done; nothing has changed then.
    pub(crate) fn enqueue(
        &mut self,
        verb: Operation,
        unit: &UnitName,
        mode: JobMode,
    ) -> Result<JobId, TransactionError> {
        let id = self.graph.id(unit).filter(|id| self.graph.node(*id).loaded);
        let id = id.ok_or_else(|| TransactionError::NotFound(unit.clone()))?;
        let can_reload = self.graph.node(id).can_reload;
        let up = self.states[id.index()].is_up();
        let kind = match verb {
            Operation::Start => JobKind::Start,
            Operation::Stop => JobKind::Stop,
            Operation::TryRestart | Operation::TryReloadOrRestart if !up => return Ok(self.nothing_to_do(id)),
            Operation::Reload if !can_reload => return Err(TransactionError::NotApplicable(unit.clone())),
            Operation::Reload => JobKind::Reload,
            Operation::TryReloadOrRestart if can_reload => JobKind::Reload,
            Operation::ReloadOrRestart if can_reload => JobKind::ReloadOrStart,
            Operation::Restart
            | Operation::TryRestart
            | Operation::ReloadOrRestart
            | Operation::TryReloadOrRestart => JobKind::Restart,
        };
        self.given_up.remove(&id);
        self.request(id, kind, mode)
    }

    fn request(&mut self, unit: UnitId, kind: JobKind, mode: JobMode) -> Result<JobId, TransactionError> {
        if self.closing && kind != JobKind::Stop {
            return Err(TransactionError::ShuttingDown);
        }
        let starts = matches!(kind, JobKind::Start | JobKind::Restart | JobKind::ReloadOrStart);
        if let Some(missing) = self.unstartable.get(&unit).filter(|_| starts) {
            let (unit, requires) = (self.graph.name(unit).clone(), self.graph.name(*missing).clone());
            return Err(TransactionError::Missing { unit, requires });
        }
        let kinds: Vec<Option<JobKind>> = self.jobs.iter().map(|job| job.map(|job| job.kind)).collect();
        let around = Situation {
            graph: &self.graph,
            states: &self.states,
            jobs: &kinds,
            unstartable: &self.unstartable,
        };
        let (transaction, merged) = Transaction::build(&around, unit, kind, mode)?;
        if mode == JobMode::Fail {
            let pending = |(unit, kind): (&UnitId, &JobKind)| {
                let job = kinds[unit.index()];
                job.is_some_and(|job| job.conflicts(*kind)).then_some(*unit)
            };
            if let Some(unit) = merged.iter().find_map(pending) {
                return Err(TransactionError::JobPending(self.graph.name(unit).clone()));
            }
        }
        for (unit, reason) in transaction.dropped {
            self.actions.push(Action::Dropped { unit: self.graph.name(unit).clone(), reason });
        }
        let again = matches!(mode, JobMode::Again | JobMode::RestartDependencies);
        let going_up = |job: &Job| !job.kind.stops();
        if again && self.jobs[unit.index()].as_ref().is_some_and(going_up) {
            // The start that the job began with has come to nothing, and what doesn't run can't be reloaded.
            self.becomes(unit, JobKind::Start);
        }
        let ignore_order = mode == JobMode::IgnoreDependencies;
        let mut anchor = JobId(0);
        for (job_unit, kind) in merged {
            let id = self.install(job_unit, kind, ignore_order);
            if job_unit == unit {
                anchor = id;
            }
        }
        if let Some(job) = self.jobs[unit.index()].as_mut().filter(|_| again) {
            job.again = true;
        }
        Ok(anchor)
    }

    /// What is to be done next, in this order; nothing if all is done for now. Call it after telling or asking the
    /// engine anything, until it returns nothing.
    ///
    /// There is never more than one start, stop or reload, because its outcome may change what comes next.
    pub(crate) fn next_actions(&mut self) -> Vec<Action> {
        while self.actions.is_empty() {
            // First, so that what must go gets its job before anything starts after it.
            if let Some((unit, round)) = self.to_review.pop_first() {
                self.review(unit, round);
            } else if let Some(unit) = self.queue.pop_first() {
                self.run(unit);
            } else if !self.closing || !self.go_on_closing() {
                break;
            }
        }
        std::mem::take(&mut self.actions)
    }
}
