//! Timers and sockets, and the units that they start.

use super::Supervisor;
use super::timers::{self, Around};
use super::units::Running;
use crate::init::jobs::{Mode, Verb};
use crate::init::system::{Level, SocketId, System};
use crate::init::unit::UnitName;

impl Supervisor {
    /// A timer or a socket starts its unit.
    pub(super) fn trigger(&mut self, system: &mut dyn System, by: &UnitName, target: &UnitName) {
        if self.end.is_some() {
            return;
        }
        if let Err(error) = self.jobs.enqueue(Verb::Start, target, Mode::Replace) {
            system.log(Some(by), Level::Error, &format!("can't start {target}: {error}"));
            match self.units.get(by) {
                Some(Running::Socket(_)) => self.with_socket(by, |socket| socket.fail(system, "resources")),
                _ => self.plan_timers_of(system, target),
            }
        }
    }

    /// There is traffic on a socket.
    pub(super) fn traffic(&mut self, system: &mut dyn System, socket: SocketId) {
        let listens = |name: &&UnitName| matches!(self.units.get(*name), Some(Running::Socket(own)) if own.listening.contains(&socket));
        let Some(name) = self.index.sockets().find(listens).cloned() else { return };
        let mut target = None;
        self.with_socket(&name, |own| target = own.traffic(system));
        if let Some(target) = target {
            self.trigger(system, &name, &target);
        }
    }

    /// A service is down: its sockets listen again.
    pub(super) fn give_back_sockets(&mut self, system: &mut dyn System, service: &UnitName) {
        let limited = self.units.get(service).and_then(Running::service).is_some_and(|it| it.start_limit_hit);
        for name in self.index.sockets_of(service) {
            self.with_socket(&name, |socket| socket.service_down(system, limited));
        }
    }

    /// A job is over. What would have started the unit waits for the next time, where it did not come up.
    pub(super) fn tell_triggers(&mut self, system: &mut dyn System, name: &UnitName) {
        let down = self.units.get(name).is_some_and(|unit| unit.active().is_down());
        if down && self.jobs.job(name).is_none() {
            self.give_back_sockets(system, name);
            self.plan_timers_of(system, name);
        }
    }

    /// What a service that starts gets from its sockets: each with its name.
    pub(super) fn sockets_for(
        &mut self,
        system: &mut dyn System,
        name: &UnitName,
    ) -> Vec<(SocketId, String)> {
        let mut handed = Vec::new();
        for socket in self.index.sockets_of(name) {
            if let Some(Running::Socket(socket)) = self.units.get_mut(&socket) {
                handed.extend(socket.hand_over(system));
            }
        }
        handed
    }

    /// What a timer has to know of the unit that it starts.
    pub(super) fn around(&self, timer: &UnitName) -> Around {
        let mut around = Around { boot: self.started, unit_down: true, ..Around::default() };
        let Some(Running::Timer(timer)) = self.units.get(timer) else { return around };
        let Some(unit) = timer.target().and_then(|target| self.units.get(&target)) else { return around };
        around.unit_active = unit.times().up_at;
        around.unit_inactive = unit.times().down_at;
        around.unit_down = unit.active().is_down();
        around
    }

    /// Plans all timers anew that wait.
    pub(super) fn plan_timers(&mut self, system: &mut dyn System) {
        let waits = |timer: &&timers::Timer| timer.state == timers::State::Waiting;
        let waiting = self.timers().filter(waits).map(|timer| timer.unit.name.clone()).collect();
        self.plan_those(system, waiting);
    }

    /// Plans the timers of a unit anew.
    pub(super) fn plan_timers_of(&mut self, system: &mut dyn System, unit: &UnitName) {
        self.plan_those(system, self.index.timers_of(unit));
    }

    fn plan_those(&mut self, system: &mut dyn System, timers: Vec<UnitName>) {
        for name in timers {
            let around = self.around(&name);
            if let Some(Running::Timer(timer)) = self.units.get_mut(&name) {
                let before = timer.state;
                timer.plan(system, around);
                if timer.state == timers::State::Dead && before != timer.state {
                    self.touched.insert(name);
                }
            }
        }
    }
}
