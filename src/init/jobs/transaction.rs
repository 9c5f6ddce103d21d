//! The jobs that one request takes, free of conflicts and cycles.
//!
//! As in systemd's transaction.c, jobs are collected along the requirements. Of two that conflict, or of those in a
//! cycle, one that the request doesn't depend on is dropped, with all that depend on it; if there is none, the
//! request fails as a whole.

use super::order::find_cycle;
use super::types::{ActiveState, Dropped, JobKind, JobMode, TransactionError};
use crate::init::graph::{Graph, Relation, UnitId};
use crate::init::unit::UnitName;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What a transaction is built from.
pub(super) struct Situation<'a> {
    pub graph: &'a Graph,
    /// Every unit's state, by unit.
    pub states: &'a [ActiveState],
    /// The jobs that exist already, by unit.
    pub jobs: &'a [Option<JobKind>],
    /// Units that can't be started, each with the missing unit that it requires, directly or through others.
    pub unstartable: &'a BTreeMap<UnitId, UnitId>,
}

/// A job wanted by another, or by the request itself.
type Key = (UnitId, JobKind);

/// One further job that a job takes.
struct Pull {
    job: Key,
    /// Whether the job that takes it fails without it.
    matters: bool,
    /// It is a stop because of a conflict with the other job's unit.
    conflicts: bool,
}

/// The jobs of one request.
#[derive(Debug, Default)]
pub(super) struct Transaction {
    /// Which job asks for which, and whether it fails without it.
    links: BTreeMap<Key, Vec<(Key, bool)>>,
    /// Units that are stopped because of a conflict.
    conflicted: BTreeSet<UnitId>,
    anchor: Option<Key>,
    /// Units that get no job, and why.
    pub dropped: Vec<(UnitId, Dropped)>,
}

impl Transaction {
    /// Collects the jobs for a request, and removes conflicts and cycles.
    ///
    /// # Errors
    /// When it can't be done at all.
    pub(super) fn build(
        around: &Situation,
        unit: UnitId,
        kind: JobKind,
        mode: JobMode,
    ) -> Result<(Self, BTreeMap<UnitId, JobKind>), TransactionError> {
        let mut transaction = Self { anchor: Some((unit, kind)), ..Self::default() };
        transaction.collect(around, (unit, kind), mode);
        if mode == JobMode::Isolate {
            transaction.isolate(around, unit);
        }
        let mut merged = transaction.settle(around)?;
        if mode != JobMode::IgnoreDependencies {
            let cycle = |merged: &BTreeMap<UnitId, JobKind>| {
                [false, true]
                    .into_iter()
                    .find_map(|restarted| find_cycle(around.graph, around.jobs, merged, restarted))
            };
            while let Some(cycle) = cycle(&merged) {
                let names: Vec<UnitName> = cycle.iter().map(|id| around.graph.name(*id).clone()).collect();
                let matters = transaction.matter_to_anchor();
                let may_go = |id: &UnitId| {
                    let needed = transaction.kinds(*id).any(|kind| matters.contains(&(*id, kind)));
                    merged.contains_key(id) && !needed
                };
                // Rather not a target, and above all not a stop because of a conflict.
                let worth =
                    |id: &UnitId| (transaction.conflicted.contains(id), around.graph.node(*id).target);
                let Some(victim) = cycle.into_iter().filter(may_go).min_by_key(worth) else {
                    return Err(TransactionError::Cycle(names));
                };
                let keys: Vec<Key> = transaction.kinds(victim).map(|kind| (victim, kind)).collect();
                transaction.delete(&keys, &Dropped::Cycle(names));
                merged = transaction.settle(around)?;
            }
        }
        Ok((transaction, merged))
    }

    /// Adds a job and all that it takes, one level at a time.
    fn collect(&mut self, around: &Situation, anchor: Key, mode: JobMode) {
        let graph = around.graph;
        let mut queue = VecDeque::from([anchor]);
        self.links.insert(anchor, Vec::new());
        if mode == JobMode::IgnoreDependencies {
            return;
        }
        while let Some(key) = queue.pop_front() {
            let restarts_along = mode == JobMode::RestartDependencies && key == anchor;
            for pull in pulls(graph, key, restarts_along) {
                let (unit, wanted) = pull.job;
                if !self.applies(around, unit, wanted) {
                    continue;
                }
                if pull.conflicts {
                    self.conflicted.insert(unit);
                }
                self.links.entry(key).or_default().push((pull.job, pull.matters));
                if let Entry::Vacant(entry) = self.links.entry(pull.job) {
                    entry.insert(Vec::new());
                    queue.push_back(pull.job);
                }
            }
        }
    }

    /// Whether a job that another asks for is possible; records units that can't be started.
    fn applies(&mut self, around: &Situation, unit: UnitId, wanted: JobKind) -> bool {
        let node = around.graph.node(unit);
        let state = around.states[unit.index()];
        match wanted {
            JobKind::Start => {
                if let Some(missing) = around.unstartable.get(&unit) {
                    if node.loaded {
                        let requires = around.graph.name(*missing).clone();
                        self.drop_unit(unit, Dropped::Missing { requires });
                    }
                    return false;
                }
                node.loaded
            }
            JobKind::VerifyActive => !node.provided,
            // Only a unit that is up is restarted along.
            JobKind::Restart => node.loaded && state.is_up(),
            JobKind::Reload => node.loaded && state.is_active() && node.can_reload,
            // A unit that is down, too: the same request may be about to start it. See `simplify`.
            JobKind::Stop | JobKind::ReloadOrStart => node.loaded,
        }
    }

    fn drop_unit(&mut self, unit: UnitId, reason: Dropped) {
        if !self.dropped.iter().any(|(known, _)| *known == unit) {
            self.dropped.push((unit, reason));
        }
    }

    /// Stops whatever isn't part of this transaction.
    fn isolate(&mut self, around: &Situation, anchor: UnitId) {
        let Some(key) = self.anchor else { return };
        let part: BTreeSet<UnitId> = self.links.keys().map(|(unit, _)| *unit).collect();
        for unit in around.graph.ids().filter(|unit| *unit != anchor && !part.contains(unit)) {
            let node = around.graph.node(unit);
            let up = !around.states[unit.index()].is_down() || around.jobs[unit.index()].is_some();
            if node.loaded && !node.ignore_on_isolate && up {
                self.links.entry(key).or_default().push(((unit, JobKind::Stop), false));
                self.links.insert((unit, JobKind::Stop), Vec::new());
            }
        }
    }

    fn kinds(&self, unit: UnitId) -> impl Iterator<Item = JobKind> {
        self.links.range((unit, JobKind::Start)..=(unit, JobKind::Restart)).map(|((_, kind), _)| *kind)
    }

    /// The jobs without which the request fails.
    fn matter_to_anchor(&self) -> BTreeSet<Key> {
        self.reachable(|matters| matters)
    }

    fn reachable(&self, follow: impl Fn(bool) -> bool) -> BTreeSet<Key> {
        let mut seen: BTreeSet<Key> = self.anchor.into_iter().collect();
        let mut stack: Vec<Key> = seen.iter().copied().collect();
        while let Some(key) = stack.pop() {
            for (next, matters) in self.links.get(&key).into_iter().flatten() {
                if follow(*matters) && self.links.contains_key(next) && seen.insert(*next) {
                    stack.push(*next);
                }
            }
        }
        seen
    }

    /// Removes jobs with all that fail without them, and then whatever nothing asks for any more.
    fn delete(&mut self, keys: &[Key], reason: &Dropped) {
        let mut needed_by: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
        for (from, links) in &self.links {
            for (to, _) in links.iter().filter(|(_, matters)| *matters) {
                needed_by.entry(*to).or_default().push(*from);
            }
        }
        let mut stack = keys.to_vec();
        while let Some(key) = stack.pop() {
            if self.links.remove(&key).is_some() {
                if key.1 != JobKind::Stop {
                    self.drop_unit(key.0, reason.clone());
                }
                stack.extend(needed_by.remove(&key).unwrap_or_default());
            }
        }
        let reachable = self.reachable(|_| true);
        self.links.retain(|key, _| reachable.contains(key));
    }

    /// Solves conflicts, and merges each unit's jobs into one.
    fn settle(&mut self, around: &Situation) -> Result<BTreeMap<UnitId, JobKind>, TransactionError> {
        loop {
            let mut merged: BTreeMap<UnitId, JobKind> = BTreeMap::new();
            let mut conflicts = Vec::new();
            for (unit, kind) in self.links.keys() {
                let job = merged.get(unit).copied();
                match job.map_or(Some(*kind), |job| job.merge(*kind)) {
                    Some(both) => drop(merged.insert(*unit, both)),
                    None => conflicts.push(*unit),
                }
            }
            let Some(first) = conflicts.first().copied() else {
                self.simplify(around, &mut merged);
                return Ok(merged);
            };
            let matters = self.matter_to_anchor();
            // Units with a job that matters come first: they may settle the rest.
            let certain = |unit: &UnitId| self.kinds(*unit).any(|kind| matters.contains(&(*unit, kind)));
            let unit = conflicts.into_iter().find(certain).unwrap_or(first);
            let stop_matters = matters.contains(&(unit, JobKind::Stop));
            let others: Vec<Key> =
                self.kinds(unit).filter(|kind| *kind != JobKind::Stop).map(|kind| (unit, kind)).collect();
            let others_matter = others.iter().any(|key| matters.contains(key));
            let stop = [(unit, JobKind::Stop)];
            let victims = match (stop_matters, others_matter) {
                (true, true) => return Err(TransactionError::Conflict(around.graph.name(unit).clone())),
                (true, false) => &others[..],
                // Rather start than stop, unless something else conflicts with it.
                (false, false) if self.conflicted.contains(&unit) => &others[..],
                (false, _) => &stop[..],
            };
            self.delete(victims, &Dropped::Conflict);
        }
    }

    /// Removes jobs that have nothing to do and are in no other's way. A unit that is down needs no stop to restart.
    fn simplify(&self, around: &Situation, merged: &mut BTreeMap<UnitId, JobKind>) {
        merged.retain(|unit, kind| {
            let (state, pending) = (around.states[unit.index()], around.jobs[unit.index()]);
            if *kind == JobKind::Restart && state.is_down() {
                *kind = JobKind::Start;
            }
            self.anchor.is_some_and(|(anchor, _)| *unit == anchor)
                || !kind.redundant(state)
                || pending.is_some_and(|job| job.conflicts(*kind) || job == JobKind::Restart)
        });
    }
}

/// The further jobs that a job takes: `transaction_add_job_and_dependencies` of systemd. `restarts_along`: a start
/// is the second half of a restart.
fn pulls(graph: &Graph, (unit, kind): Key, restarts_along: bool) -> Vec<Pull> {
    let mut pulls = Vec::new();
    let mut pull = |relation: Relation, kind: JobKind, matters: bool| {
        let conflicts = matches!(relation, Relation::Conflicts | Relation::ConflictedBy);
        let others = graph.list(unit, relation).iter();
        pulls.extend(others.map(|id| Pull { job: (*id, kind), matters, conflicts }));
    };
    if matches!(kind, JobKind::Start | JobKind::Restart | JobKind::ReloadOrStart) {
        pull(Relation::Requires, JobKind::Start, true);
        pull(Relation::BindsTo, JobKind::Start, true);
        pull(Relation::Wants, JobKind::Start, false);
        pull(Relation::Upholds, JobKind::Start, false);
        pull(Relation::Requisite, JobKind::VerifyActive, true);
        pull(Relation::Conflicts, JobKind::Stop, true);
        pull(Relation::ConflictedBy, JobKind::Stop, false);
    }
    if kind.stops() || restarts_along {
        // Units that stop with it are restarted with it, if they run.
        let follow = if kind == JobKind::Stop { JobKind::Stop } else { JobKind::Restart };
        for relation in [Relation::RequiredBy, Relation::BoundBy, Relation::RequisiteOf, Relation::ConsistsOf]
        {
            pull(relation, follow, true);
        }
    }
    if kind.stops() {
        pull(Relation::PropagatesStopTo, JobKind::Stop, true);
    }
    if matches!(kind, JobKind::Reload | JobKind::ReloadOrStart) {
        pull(Relation::PropagatesReloadTo, JobKind::Reload, false);
    }
    pulls
}
