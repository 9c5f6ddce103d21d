//! What PID 1 does all its life: hands events to units, and units' changes to the job engine.
//!
//! The supervisor knows every unit ([`units::RunningUnit`]) and the engine ([`Engine`]), which knows what is
//! to start and stop when. It touches the system through [`System`] only, and waits in one place,
//! [`Supervisor::run`].

mod actions;
mod bus;
mod connections;
mod container_end;
mod due;
mod errands;
mod index;
mod job_timeouts;
mod lookup;
pub(crate) mod mounts;
pub(crate) mod paths;
mod properties;
mod rate;
mod request_units;
mod requests;
pub(crate) mod service;
pub(crate) mod sockets;
pub(crate) mod state;
pub(crate) mod state_times;
mod status;
mod throttle;
pub(crate) mod timers;
mod triggering;
pub(crate) mod units;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use super::graph::Relation;
use super::jobs::{Engine, JobMode, Operation};
use super::system::{Clocks, CommandId, Event, Priority, System};
use super::tracker::TrackerReport;
use super::unit::{UnitFile, UnitName};
use bus::Bus;
use container_end::End;
use errands::{Errand, Errands};
use index::UnitIndex;
use job_timeouts::JobTimeouts;
use throttle::DeferredStarts;
use units::RunningUnit;

/// Units are started and stopped for at most this long before PID 1 looks what else has happened.
const SLICE: Duration = Duration::from_millis(20);

/// PID 1's own state; the system is apart, behind [`System`].
pub(crate) struct Supervisor {
    file: UnitFile,
    units: BTreeMap<UnitName, RunningUnit>,
    index: UnitIndex,
    bus: Bus,
    jobs: Engine,
    /// Which unit each command belongs to.
    owners: BTreeMap<CommandId, UnitName>,
    /// Units that may have changed since the engine was told.
    touched: BTreeSet<UnitName>,
    /// The variables that tell a unit which timer or path unit starts it.
    triggered: BTreeMap<UnitName, Vec<(String, String)>>,
    /// Services of connections that may have ended, and those that have failed.
    spent: BTreeSet<UnitName>,
    failed: VecDeque<UnitName>,
    /// Units with a reload job that is not done.
    reloading: BTreeSet<UnitName>,
    /// Jobs with a time limit.
    job_timeouts: JobTimeouts,
    /// Starts that wait for room.
    put_off: DeferredStarts,
    /// What clients have asked for.
    errands: Errands,
    /// Requests of clients that wait for jobs.
    waiting: Vec<Errand>,
    /// Units that the default target pulls in.
    wanted: BTreeSet<UnitName>,
    /// How the container ends, once it does.
    end: Option<End>,
    /// The first start is over: a container with nothing to do may end.
    settled: bool,
    /// There is more to start or stop at once.
    unsettled: bool,
    started: Duration,
}

impl Supervisor {
    /// A supervisor for these units, all of them down.
    pub(crate) fn new(file: UnitFile, system: &dyn Clocks) -> Self {
        let units =
            file.units.values().map(|unit| (unit.name.clone(), RunningUnit::new(unit.clone()))).collect();
        Self {
            index: UnitIndex::new(&file),
            bus: Bus::of(&file),
            jobs: Engine::new(&file),
            file,
            units,
            owners: BTreeMap::new(),
            touched: BTreeSet::new(),
            triggered: BTreeMap::new(),
            spent: BTreeSet::new(),
            failed: VecDeque::new(),
            reloading: BTreeSet::new(),
            job_timeouts: JobTimeouts::default(),
            put_off: DeferredStarts::default(),
            errands: Errands::default(),
            waiting: Vec::new(),
            wanted: BTreeSet::new(),
            end: None,
            settled: false,
            unsettled: false,
            started: system.monotonic(),
        }
    }

    /// Starts the default target and runs until the container ends; returns its exit code.
    pub(crate) fn run(&mut self, system: &mut dyn System) -> u8 {
        self.boot(system);
        loop {
            self.settle(system);
            if let Some(code) = self.is_over(system) {
                return code;
            }
            let events = system.wait(self.next_deadline(), self.next_calendar());
            for event in events {
                self.handle(system, event);
            }
            self.run_errands(system);
            self.settle(system);
            self.see_what_is_due(system);
        }
    }

    fn boot(&mut self, system: &mut dyn System) {
        let target = self.file.settings.default_target.clone();
        self.wanted = self.pulled_in(&target);
        if let Err(error) = self.jobs.enqueue(Operation::Start, &target, JobMode::Replace) {
            system.log(None, Priority::Error, &format!("can't start {target}: {error}"));
            self.begin_end(system, 1, "nothing can be started");
        }
    }

    fn handle(&mut self, system: &mut dyn System, event: Event) {
        match event {
            Event::Signal(signal) => self.signalled(system, signal),
            Event::Command(id, report) => {
                let (gone, killed) = match report {
                    TrackerReport::Gone { killed } => (true, killed),
                    _ => (false, false),
                };
                if let Some(unit) = self.owners.get(&id).cloned() {
                    let others = if killed { self.processes_but_of(&unit) } else { Vec::new() };
                    if let Some(RunningUnit::Socket(_)) = self.units.get(&unit) {
                        self.with_socket(&unit, |socket| socket.report(system, id, report));
                    } else {
                        self.with_service(&unit, |service| service.report(system, id, report, &others));
                    }
                }
                if gone {
                    self.owners.remove(&id);
                    self.put_off.moved(system.monotonic());
                }
            }
            Event::Reaped(pid, exit) => {
                if let Some(unit) = self.owner_of(pid) {
                    let others = self.processes_but_of(&unit);
                    self.with_service(&unit, |service| service.reaped(system, pid, exit, &others));
                }
            }
            Event::Vanished(pid) => {
                if let Some(unit) = self.owner_of(pid) {
                    self.with_service(&unit, |service| service.vanished(system, pid));
                }
            }
            Event::Notify(notification) => {
                let unit = notification.unit.clone();
                self.with_service(&unit, |service| service.notified(system, &notification));
            }
            Event::Request(client, peer, request) => self.requested(system, client, peer, request),
            Event::ClientGone(client) => {
                self.errands.forget(client);
                self.waiting.retain(|errand| errand.client != client);
            }
            Event::ClientTakes(client) => self.errands.takes_more(client),
            Event::Traffic(socket) => self.traffic(system, socket),
            Event::Path(watch, changed) => self.path_event(system, watch, changed),
            Event::Bus(news) => self.bus_tells(system, news),
            Event::ClockChanged => self.plan_timers(system),
        }
    }

    /// The unit that has this process as its main or control process, or left it to PID 1.
    fn owner_of(&self, pid: i32) -> Option<UnitName> {
        let own = |service: &&service::Service| service.known_processes().any(|known| known == pid);
        self.units
            .values()
            .filter_map(RunningUnit::service)
            .find(own)
            .map(|service| service.unit().name.clone())
    }

    /// The processes that are known by id and belong to other units.
    fn processes_but_of(&self, unit: &UnitName) -> Vec<i32> {
        let services = self.units.values().filter_map(RunningUnit::service);
        services
            .filter(|service| service.unit().name != *unit)
            .flat_map(service::Service::known_processes)
            .collect()
    }

    /// Does something to a service. Afterwards the engine hears what changed, and commands that were started
    /// belong to the unit.
    fn with_service(&mut self, unit: &UnitName, act: impl FnOnce(&mut service::Service)) {
        if let Some(service) = self.units.get_mut(unit).and_then(RunningUnit::service_mut) {
            act(service);
            for command in service.commands() {
                if !self.owners.contains_key(command) {
                    self.owners.insert(*command, unit.clone());
                }
            }
            self.index.note_service(service);
            self.touched.insert(unit.clone());
        }
    }

    /// As [`Supervisor::with_service`], for a socket.
    fn with_socket(&mut self, unit: &UnitName, act: impl FnOnce(&mut sockets::Socket)) {
        if let Some(RunningUnit::Socket(socket)) = self.units.get_mut(unit) {
            act(socket);
            for command in &socket.commands {
                if !self.owners.contains_key(command) {
                    self.owners.insert(*command, unit.clone());
                }
            }
            self.index.note_socket(socket);
            self.touched.insert(unit.clone());
        }
    }

    /// A unit and all that it pulls in.
    fn pulled_in(&self, target: &UnitName) -> BTreeSet<UnitName> {
        let graph = self.jobs.graph();
        let mut found = BTreeSet::from([target.clone()]);
        let mut left = vec![target.clone()];
        while let Some(unit) = left.pop() {
            for relation in [Relation::Requires, Relation::Wants, Relation::BindsTo, Relation::Upholds] {
                for other in graph.names(&unit, relation) {
                    if self.units.contains_key(&other) && found.insert(other.clone()) {
                        left.push(other);
                    }
                }
            }
        }
        found
    }
}
