//! Timers, sockets and path units, and the units that they start.

use super::Supervisor;
use super::paths::Watcher;
use super::service::Service;
use super::timers::{self, TimerContext};
use super::units::RunningUnit;
use crate::init::jobs::{JobKind, JobMode, Operation};
use crate::init::system::{Files, Priority, SocketId, System, WatchId};
use crate::init::unit::{Kind, UnitName};

impl Supervisor {
    /// A timer, a socket or a path unit starts its unit; these variables tell the unit so.
    pub(super) fn trigger(
        &mut self,
        system: &mut dyn System,
        by: &UnitName,
        target: &UnitName,
        details: Vec<(String, String)>,
    ) {
        if self.end.is_some() {
            return;
        }
        self.triggered.insert(target.clone(), details);
        if let Err(error) = self.jobs.enqueue(Operation::Start, target, JobMode::Replace) {
            system.log(Some(by), Priority::Error, &format!("can't start {target}: {error}"));
            match self.units.get(by) {
                Some(RunningUnit::Socket(_)) => {
                    self.with_socket(by, |socket| socket.fail(system, "resources"));
                }
                Some(RunningUnit::Path(_)) => self.with_path(system, by, |path, system| {
                    path.fail(system, "resources");
                    None
                }),
                _ => self.plan_timers_of(system, target),
            }
        }
    }

    /// There is traffic on a socket.
    pub(super) fn traffic(&mut self, system: &mut dyn System, socket: SocketId) {
        let listens = |name: &&UnitName| matches!(self.units.get(*name), Some(RunningUnit::Socket(own)) if own.listening.contains(&socket));
        let Some(name) = self.index.sockets().find(listens).cloned() else { return };
        if let Some(RunningUnit::Socket(own)) = self.units.get(&name)
            && own.accepts()
        {
            return self.connected(system, &name, socket);
        }
        let mut target = None;
        self.with_socket(&name, |own| target = own.traffic(system));
        if let Some(target) = target {
            self.trigger(system, &name, &target, Vec::new());
        }
    }

    /// Does something to a path unit, and starts its unit if `act` returns a path.
    pub(super) fn with_path(
        &mut self,
        system: &mut dyn System,
        name: &UnitName,
        act: impl FnOnce(&mut Watcher, &mut dyn System) -> Option<String>,
    ) {
        let Some(RunningUnit::Path(watcher)) = self.units.get_mut(name) else { return };
        let path = act(watcher, system);
        let target = watcher.target();
        self.touched.insert(name.clone());
        if let (Some(path), Some(target)) = (path, target) {
            let details = [("TRIGGER_UNIT", name.to_string()), ("TRIGGER_PATH", path)];
            let details = details.map(|(name, value)| (name.to_owned(), value)).to_vec();
            self.trigger(system, name, &target, details);
        }
    }

    /// Something has happened to what a path unit watches.
    pub(super) fn path_event(&mut self, system: &mut dyn System, watch: WatchId, changed: bool) {
        let watches = |name: &&UnitName| matches!(self.units.get(*name), Some(RunningUnit::Path(own)) if own.watches.contains(&watch));
        let Some(name) = self.index.paths().find(watches).cloned() else { return };
        // A path unit that is about to go down starts nothing.
        if self.jobs.job(&name).is_none_or(|(_, kind, _)| kind != JobKind::Stop) {
            self.with_path(system, &name, |path, system| path.event(system, watch, changed));
        }
    }

    /// A unit has come up or gone down: its path units look again once it has no job left.
    pub(super) fn tell_paths_of(&mut self, system: &mut dyn System, unit: &UnitName) {
        let Some(running) = self.units.get(unit) else { return };
        let (up, idle) = (!running.active().is_down(), self.jobs.job(unit).is_none());
        let limited = running.service().is_some_and(Service::start_limit_hit);
        for name in self.index.paths_of(unit) {
            self.with_path(system, &name, |path, system| {
                if limited && path.state.active().is_active() {
                    path.fail(system, "unit-start-limit-hit");
                }
                if idle { path.notified(system, up) } else { None }
            });
        }
    }

    /// A service is down: its sockets listen again.
    pub(super) fn give_back_sockets(&mut self, system: &mut dyn System, service: &UnitName) {
        let limited =
            self.units.get(service).and_then(RunningUnit::service).is_some_and(Service::start_limit_hit);
        for name in self.index.sockets_of(service) {
            self.with_socket(&name, |socket| socket.service_down(system, limited));
        }
    }

    /// A job is over. If the unit did not come up, what triggers it waits for the next time.
    pub(super) fn tell_triggers(&mut self, system: &mut dyn System, name: &UnitName) {
        let down = self.units.get(name).is_some_and(|unit| unit.active().is_down());
        if down && self.jobs.job(name).is_none() {
            self.disconnect(system, name);
            self.give_back_sockets(system, name);
            self.plan_timers_of(system, name);
        }
        self.tell_paths_of(system, name);
    }

    /// The sockets that a starting service is handed, each with its name.
    pub(super) fn sockets_for(
        &mut self,
        system: &mut dyn System,
        name: &UnitName,
    ) -> Vec<(SocketId, String)> {
        let service = self.units.get(name).and_then(RunningUnit::service);
        if let Some(connection) = service.and_then(Service::connection) {
            let socket = service.and_then(|it| self.units.get(it.unit().service()?.connection.as_ref()?));
            let named = socket.and_then(|socket| match &socket.unit().kind {
                Kind::Socket(socket) => socket.file_descriptor_name.clone(),
                _ => None,
            });
            return vec![(connection.socket, named.unwrap_or_else(|| "connection".to_owned()))];
        }
        let mut handed = Vec::new();
        for socket in self.index.sockets_of(name) {
            if let Some(RunningUnit::Socket(socket)) = self.units.get_mut(&socket) {
                handed.extend(socket.hand_over(system));
            }
        }
        handed
    }

    /// What a timer needs to know of the unit that it starts.
    pub(super) fn around(&self, timer: &UnitName) -> TimerContext {
        let mut around = TimerContext { boot: self.started, unit_down: true, ..TimerContext::default() };
        let Some(RunningUnit::Timer(timer)) = self.units.get(timer) else { return around };
        let Some(unit) = timer.target().and_then(|target| self.units.get(&target)) else { return around };
        around.unit_active = unit.times().up_at;
        around.unit_inactive = unit.times().down_at;
        around.unit_down = unit.active().is_down();
        around
    }

    /// Plans anew all timers that wait.
    pub(super) fn plan_timers(&mut self, system: &mut dyn Files) {
        let waits = |timer: &&timers::Timer| timer.state == timers::TimerState::Waiting;
        let waiting = self.timers().filter(waits).map(|timer| timer.unit.name.clone()).collect();
        self.plan_those(system, waiting);
    }

    /// Plans the timers of a unit anew.
    pub(super) fn plan_timers_of(&mut self, system: &mut dyn Files, unit: &UnitName) {
        self.plan_those(system, self.index.timers_of(unit));
    }

    fn plan_those(&mut self, system: &mut dyn Files, timers: Vec<UnitName>) {
        for name in timers {
            let around = self.around(&name);
            if let Some(RunningUnit::Timer(timer)) = self.units.get_mut(&name) {
                let before = timer.state;
                timer.plan(system, around);
                if timer.state == timers::TimerState::Dead && before != timer.state {
                    self.touched.insert(name);
                }
            }
        }
    }
}
