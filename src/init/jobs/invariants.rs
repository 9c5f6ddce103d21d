//! What must hold for any graph and any course of events: nothing starts before what it is ordered after is
//! ready, or after what it requires has failed; stops go the other way; what requires a unit restarts along
//! with it; units that conflict are not up together; no job is lost, and it always ends.

use super::*;
use crate::init::graph::Graph;
use crate::init::unit::{Kind, ServiceUnit, Unit};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const UNITS: usize = 9;

fn name(index: usize) -> UnitName {
    // Some are targets, so that both services and targets are dropped from cycles.
    let kind = if index % 4 == 3 { "target" } else { "service" };
    format!("u{index}.{kind}").parse().unwrap()
}

/// One relation of one unit to another, as `(from, which, to)`.
type Edge = (usize, usize, usize);

fn graph(edges: &[Edge]) -> Graph {
    let mut units: Vec<Unit> = (0..UNITS)
        .map(|index| {
            let name = name(index);
            let kind =
                if index % 4 == 3 { Kind::Target } else { Kind::Service(Box::<ServiceUnit>::default()) };
            let mut unit = Unit::new(name, kind);
            unit.default_dependencies = false;
            unit
        })
        .collect();
    for (from, relation, to) in edges {
        // One more name than there are units: it isn't declared.
        let to = name(*to);
        let lists = units[*from].dependencies.lists_mut();
        let index = relation % RELATIONS.len();
        lists[RELATIONS[index]].push(to);
    }
    Graph::new(&units)
}

/// Which lists of a unit's dependencies are filled, orders and requirements more often than the rest. Those that
/// start a unit whenever another ends are left out: without a start limit they rightly never come to an end.
const RELATIONS: [usize; 15] = [0, 0, 0, 1, 2, 2, 4, 4, 3, 5, 6, 8, 11, 13, 16];

/// What happens: a request, or something in a unit.
#[derive(Debug, Clone)]
enum Step {
    Ask(Operation, usize, JobMode),
    /// Lets a unit that is on its way arrive (or fail).
    Arrive(usize, bool),
    /// A running unit ends by itself, and may restart automatically.
    Ends(usize, bool, Back),
    /// The wait before an automatic restart is over.
    Returns(usize),
    GiveUp(usize),
    Shutdown,
}

/// Whether a unit that has ended restarts automatically: `Restart=`, `RestartMode=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Back {
    No,
    Normal,
    Direct,
}

fn event() -> impl Strategy<Value = Step> {
    let verb = prop_oneof![
        4 => Just(Operation::Start),
        2 => Just(Operation::Stop),
        2 => Just(Operation::Restart),
        1 => Just(Operation::TryRestart),
        1 => Just(Operation::ReloadOrRestart),
    ];
    let mode =
        prop_oneof![6 => Just(JobMode::Replace), 1 => Just(JobMode::Fail), 1 => Just(JobMode::Isolate)];
    let back = prop_oneof![Just(Back::No), Just(Back::Normal), Just(Back::Direct)];
    prop_oneof![
        4 => (verb, 0..UNITS, mode).prop_map(|(verb, unit, mode)| Step::Ask(verb, unit, mode)),
        8 => (0..UNITS, prop::bool::weighted(0.8)).prop_map(|(unit, well)| Step::Arrive(unit, well)),
        3 => (0..UNITS, any::<bool>(), back).prop_map(|(unit, well, back)| Step::Ends(unit, well, back)),
        3 => (0..UNITS).prop_map(Step::Returns),
        1 => (0..UNITS).prop_map(Step::GiveUp),
        1 => Just(Step::Shutdown),
    ]
}

/// A runtime in which units take as long as the events say.
struct Simulation {
    engine: Engine,
    /// The state that each unit is on its way to.
    going: BTreeMap<UnitName, ActiveState>,
    /// Units that wait to restart automatically, and those whose wait is over.
    waits: BTreeSet<UnitName>,
    returns: BTreeSet<UnitName>,
    /// Jobs that were given out and have not ended.
    open: Vec<JobId>,
    asked: Vec<JobId>,
}

impl Simulation {
    fn apply(&mut self, event: &Step) {
        match event {
            Step::Ask(verb, unit, mode) => {
                if let Ok(job) = self.engine.enqueue(*verb, &name(*unit), *mode) {
                    self.asked.push(job);
                }
            }
            Step::Arrive(unit, well) => self.arrive(&name(*unit), *well),
            Step::Ends(unit, well, back) => self.ends(&name(*unit), *well, *back),
            Step::Returns(unit) => self.returns(&name(*unit)),
            Step::GiveUp(unit) => {
                if let Some((job, ..)) = self.engine.job(&name(*unit)) {
                    self.engine.give_up(job, true);
                }
            }
            Step::Shutdown => self.engine.shutdown(),
        }
        self.obey();
    }

    fn ends(&mut self, unit: &UnitName, well: bool, back: Back) {
        if !self.engine.state(unit).is_active() || self.going.contains_key(unit) {
            return;
        }
        if back != Back::Direct {
            self.engine.unit_changed(unit, if well { ActiveState::Inactive } else { ActiveState::Failed });
        }
        if back != Back::No {
            self.engine.unit_changed(unit, ActiveState::Activating);
            self.waits.insert(unit.clone());
        }
    }

    fn returns(&mut self, unit: &UnitName) {
        let stops = matches!(self.engine.job(unit), Some((_, JobKind::Stop, _)));
        if stops || !self.waits.remove(unit) {
            return;
        }
        match self.engine.enqueue(Operation::Start, unit, JobMode::RestartDependencies) {
            Ok(job) => {
                self.asked.push(job);
                self.returns.insert(unit.clone());
                self.check_restarts_along(unit);
            }
            Err(_) => self.engine.unit_changed(unit, ActiveState::Failed),
        }
    }

    fn arrive(&mut self, unit: &UnitName, well: bool) {
        if let Some(state) = self.going.remove(unit) {
            self.engine.unit_changed(unit, if well { state } else { ActiveState::Failed });
        }
    }

    /// Does what the engine says, and checks that it may say so.
    fn obey(&mut self) {
        for _ in 0..1000 {
            let actions = self.engine.next_actions();
            if actions.is_empty() {
                return;
            }
            for action in actions {
                self.act(action);
            }
        }
        panic!("it does not come to rest");
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Start(unit) if self.waits.contains(&unit) => self.engine.start_deferred(&unit),
            Action::Start(unit) => {
                self.check_start(&unit);
                self.returns.remove(&unit);
                self.engine.unit_changed(&unit, ActiveState::Activating);
                self.going.insert(unit, ActiveState::Active);
            }
            Action::Stop { unit, .. } => {
                self.check_stop(&unit);
                if self.waits.remove(&unit) || self.returns.remove(&unit) {
                    self.engine.unit_changed(&unit, ActiveState::Inactive);
                } else {
                    self.engine.unit_changed(&unit, ActiveState::Deactivating);
                    self.going.insert(unit, ActiveState::Inactive);
                }
            }
            Action::Reload(unit) => self.engine.reload_done(&unit, true),
            Action::Finished { job, unit, kind, result, .. } => {
                self.open.push(job);
                if kind == JobKind::Start && result == JobResult::Failed {
                    self.check_dependants_fail(&unit);
                }
                let job = self.engine.job(&unit).map(|(_, kind, _)| kind);
                let comes_to_nothing = matches!(job, None | Some(JobKind::VerifyActive | JobKind::Reload));
                if comes_to_nothing && self.returns.remove(&unit) {
                    self.engine.unit_changed(&unit, ActiveState::Failed);
                }
            }
            Action::Dropped { .. } => {}
        }
    }

    fn neighbours(&self, unit: &UnitName, relation: Relation) -> Vec<UnitName> {
        self.engine.graph().names(unit, relation)
    }

    /// No unit that it is ordered after may have a job, and none that is ordered after it may be about to stop.
    fn check_start(&self, unit: &UnitName) {
        for other in self.neighbours(unit, Relation::After) {
            assert!(self.engine.job(&other).is_none(), "{unit} starts before {other}, which it is after");
        }
        for other in self.neighbours(unit, Relation::Before) {
            let kind = self.engine.job(&other).map(|(_, kind, _)| kind);
            assert!(
                !matches!(kind, Some(JobKind::Stop)),
                "{unit} starts while {other}, which is after it, stops"
            );
        }
    }

    /// No unit that requires one whose start has failed may be about to start.
    fn check_dependants_fail(&self, unit: &UnitName) {
        for relation in [Relation::RequiredBy, Relation::BoundBy] {
            for other in self.neighbours(unit, relation) {
                let waits = matches!(self.engine.job(&other), Some((_, JobKind::Start, false)));
                assert!(!waits, "{other} requires {unit}, which has failed, and is about to start");
            }
        }
    }

    /// What requires an automatically restarting unit, is bound to it or is a part of it has to restart if it is up.
    fn check_restarts_along(&self, unit: &UnitName) {
        for relation in [Relation::RequiredBy, Relation::BoundBy, Relation::ConsistsOf] {
            for other in self.neighbours(unit, relation) {
                let restarts = matches!(self.engine.job(&other), Some((_, JobKind::Restart, _)));
                assert!(
                    restarts || !self.engine.state(&other).is_active() || other == *unit,
                    "{other} does not restart with {unit}"
                );
            }
        }
    }

    fn check_stop(&self, unit: &UnitName) {
        for other in self.neighbours(unit, Relation::Before) {
            let kind = self.engine.job(&other).map(|(_, kind, _)| kind);
            let stops = matches!(kind, Some(JobKind::Stop));
            // At shutdown, orders that go round in circles don't count.
            let circular = self.reaches(unit, unit);
            assert!(!stops || circular, "{unit} stops before {other}, which is after it");
        }
    }

    fn reaches(&self, from: &UnitName, to: &UnitName) -> bool {
        let mut seen = BTreeSet::new();
        let mut stack = self.neighbours(from, Relation::After);
        while let Some(unit) = stack.pop() {
            if unit == *to {
                return true;
            }
            if seen.insert(unit.clone()) {
                stack.extend(self.neighbours(&unit, Relation::After));
            }
        }
        false
    }

    /// Lets every unit arrive, or fail where `fails` says so; panics if that doesn't end.
    fn settle(&mut self, fails: impl Fn(usize) -> bool) {
        for round in 0..10_000 {
            self.obey();
            if let Some(unit) = self.going.keys().next().cloned() {
                self.arrive(&unit, !fails(round));
            } else if let Some(unit) = self.waits.first().cloned() {
                self.returns(&unit);
            } else {
                return;
            }
        }
        panic!("it does not end");
    }
}

fn world(edges: &[Edge]) -> Simulation {
    let engine = Engine::with_graph(graph(edges));
    Simulation {
        engine,
        going: BTreeMap::new(),
        waits: BTreeSet::new(),
        returns: BTreeSet::new(),
        open: Vec::new(),
        asked: Vec::new(),
    }
}

fn edges() -> impl Strategy<Value = Vec<Edge>> {
    prop::collection::vec((0..UNITS, 0..RELATIONS.len(), 0..=UNITS), 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn orders_hold_no_job_is_lost_and_it_ends(edges in edges(), events in prop::collection::vec(event(), 0..40), failing in 2..9_usize) {
        let mut world = world(&edges);
        for event in &events {
            world.apply(event);
        }
        world.settle(|round| round % failing == 0);
        prop_assert!(world.engine.is_idle(), "jobs are left: {:?}", world.engine.all_jobs().collect::<Vec<_>>());
        for job in &world.asked {
            prop_assert!(world.open.contains(job), "job {job:?} never ended");
        }
        let mut ended = world.open.clone();
        ended.sort_unstable();
        let count = ended.len();
        ended.dedup();
        prop_assert_eq!(ended.len(), count, "a job ended twice");
    }

    #[test]
    fn everything_stops_at_the_end(edges in edges(), events in prop::collection::vec(event(), 0..20)) {
        let mut world = world(&edges);
        for event in &events {
            world.apply(event);
        }
        world.apply(&Step::Shutdown);
        world.settle(|_| false);
        prop_assert!(world.engine.is_shut_down());
        for unit in (0..UNITS).map(name) {
            prop_assert!(world.engine.state(&unit).is_down(), "{} is left", unit);
        }
    }

    #[test]
    fn units_that_conflict_are_not_up_together(edges in edges(), events in prop::collection::vec(event(), 0..30)) {
        // A unit that is to stop along with one that it conflicts with makes no sense, and stays up; so does one whose
        // stop is in a cycle.
        let plain = |(from, relation, to): &Edge| match RELATIONS[*relation] {
            0 => from > to,
            1 => from < to,
            other => matches!(other, 2 | 4 | 8),
        };
        let edges: Vec<Edge> = edges.into_iter().filter(plain).collect();
        let mut world = world(&edges);
        // The events after a job was given up still happen.
        for event in events.iter().filter(|event| !matches!(event, Step::GiveUp(_))) {
            world.apply(event);
        }
        world.settle(|_| false);
        let up = |unit: &UnitName| world.engine.state(unit).is_up();
        for unit in (0..UNITS).map(name).filter(up) {
            for other in world.neighbours(&unit, Relation::Conflicts) {
                prop_assert!(!up(&other), "{} and {}", unit, other);
            }
        }
    }

    #[test]
    fn without_contradictions_everything_that_was_asked_for_runs(
        pairs in prop::collection::vec((0..UNITS, 0..UNITS, any::<bool>()), 0..20),
    ) {
        // Edges only from higher to lower numbers: no cycles. Requirements come with their order.
        let edges: Vec<Edge> = pairs
            .into_iter()
            .filter(|(from, to, _)| from > to)
            .flat_map(|(from, to, requires)| [(from, 0, to), (from, if requires { 4 } else { 6 }, to)])
            .collect();
        let mut world = world(&edges);
        for unit in 0..UNITS {
            world.apply(&Step::Ask(Operation::Start, unit, JobMode::Replace));
        }
        world.settle(|_| false);
        for unit in (0..UNITS).map(name) {
            prop_assert_eq!(world.engine.state(&unit), ActiveState::Active, "{}", unit);
        }
    }
}

/// A unit that comes up at the moment when its job fails is up when the rest is stopped.
#[test]
fn a_start_that_nobody_waits_for_is_stopped_in_order() {
    let mut world = world(&[(2, 0, 0), (5, 8, 2), (0, 3, 5)]);
    for event in [
        Step::Ask(Operation::Restart, 0, JobMode::Replace),
        Step::Ask(Operation::Start, 5, JobMode::Replace),
        Step::Shutdown,
        Step::Arrive(0, true),
    ] {
        world.apply(&event);
    }
    world.settle(|_| false);
    assert!(world.engine.is_shut_down());
}
