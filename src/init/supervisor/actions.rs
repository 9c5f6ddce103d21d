//! What the job engine asks for, and what it is told.

use super::service::Service;
use super::state::{ActiveState, Outcome, ServiceState};
use super::units::RunningUnit;
use super::{SLICE, Supervisor};
use crate::init::added_units::build_scripts;
use crate::init::graph::Relation;
use crate::init::jobs::{Action, JobKind, JobResult};
use crate::init::system::{Priority, System};
use crate::init::unit::UnitName;

impl Supervisor {
    /// Tells the engine what has changed and does what it asks for, until nothing is left to do or the time slice
    /// is over.
    pub(super) fn settle(&mut self, system: &mut dyn System) {
        let begun = system.monotonic();
        self.unsettled = false;
        loop {
            while let Some(unit) = self.touched.pop_first() {
                self.tell(system, &unit, false);
            }
            let actions = self.jobs.next_actions();
            if actions.is_empty() && self.touched.is_empty() && !self.goes_on(system) {
                break;
            }
            for action in actions {
                self.perform(system, action);
            }
            if system.monotonic().saturating_sub(begun) >= SLICE {
                self.unsettled = true;
                break;
            }
        }
        if !self.unsettled {
            self.forget_spent(system);
        }
        self.note_job_limits(system.monotonic());
        self.answer_clients(system);
    }

    /// Tells the engine which states a unit has gone through since the last time; with `always`, at least its
    /// present one.
    fn tell(&mut self, system: &mut dyn System, name: &UnitName, always: bool) {
        let Some(unit) = self.units.get_mut(name) else { return };
        let mut told = false;
        let mut ended = false;
        let mut runs = false;
        if let RunningUnit::Service(service) = unit {
            let reload_went_well = service.reload_result() == Outcome::Success;
            for (old, new) in service.take_changes() {
                system.log(Some(name), Priority::Debug, &format!("{} -> {}", old.name(), new.name()));
                // First, because the engine takes being active again for a reload that went well.
                if old.active() == ActiveState::Reloading
                    && new.active() != ActiveState::Reloading
                    && self.reloading.remove(name)
                {
                    self.jobs.reload_done(name, reload_went_well && new.active().is_active());
                }
                // A start that fails before it begins leads from failed to failed, and ends its job as well.
                if old.active() != new.active() || new.active().is_down() {
                    told = true;
                    self.jobs.unit_changed(name, new.active());
                }
                if new.active().is_down() && old.active() != new.active() {
                    self.act_on_end(system, name, old.active(), new.active());
                }
                ended |= new.active().is_down() || new == ServiceState::AutoRestart;
                runs |= new == ServiceState::Running;
            }
        } else {
            let active = unit.active();
            told = true;
            self.jobs.unit_changed(name, active);
        }
        if always && !told {
            let active = self.units.get(name).map(RunningUnit::active).unwrap_or_default();
            self.jobs.unit_changed(name, active);
        }
        if ended {
            self.service_ended(system, name);
        }
        if runs {
            self.join_bus(system, name);
        }
        if self.units.get(name).and_then(|it| it.unit().service()).is_some_and(|it| it.connection.is_some()) {
            self.spent.insert(name.clone());
        }
        if told {
            self.plan_timers_of(system, name);
            self.tell_paths_of(system, name);
        }
    }

    fn service_ended(&mut self, system: &mut dyn System, name: &UnitName) {
        self.disconnect(system, name);
        self.give_back_sockets(system, name);
        self.judge_end_of(system, name);
    }

    fn perform(&mut self, system: &mut dyn System, action: Action) {
        match action {
            Action::Start(unit) => self.start(system, &unit),
            Action::Stop { unit, restart } => self.stop(system, &unit, restart),
            Action::Reload(unit) => self.reload(system, &unit),
            Action::Finished { job, unit, kind, result, cause } => {
                if result == JobResult::Dependency && kind == JobKind::Start {
                    let cause =
                        cause.map_or_else(|| "a unit that it requires".to_owned(), |cause| cause.to_string());
                    system.log(
                        Some(&unit),
                        Priority::Error,
                        &format!("not started: {cause} did not come up"),
                    );
                    self.never_came_up(system, &unit);
                }
                if result != JobResult::Done {
                    self.settle_restart(system, &unit, kind);
                }
                if unit.as_str() == build_scripts::NAME && kind == JobKind::Start && result == JobResult::Done
                {
                    system.write_stamp(&unit, system.realtime());
                }
                self.triggered.remove(&unit);
                self.tell_bus(system, &unit, kind, result);
                self.job_finished(job, &unit, result);
                self.tell_triggers(system, &unit);
            }
            Action::Dropped { unit, reason } => {
                system.log(Some(&unit), Priority::Error, &format!("not started: {reason}"));
                self.never_came_up(system, &unit);
            }
        }
    }

    /// A job has come to nothing, perhaps of a service that is about to restart by itself.
    fn settle_restart(&mut self, system: &mut dyn System, name: &UnitName, ended: JobKind) {
        let Some(service) = self.units.get(name).and_then(RunningUnit::service) else { return };
        match (service.state(), self.jobs.job(name).map(|(_, kind, _)| kind)) {
            // Its start came to nothing, and no other job concerns it.
            (ServiceState::AutoRestartQueued, None | Some(JobKind::VerifyActive | JobKind::Reload)) => {
                self.with_service(name, |service| service.restart_is_given_up(system, Outcome::Success));
            }
            // RestartSec= ran out while a stop was queued, and that stop no longer comes.
            (ServiceState::AutoRestart, _) if ended == JobKind::Stop && !service.has_deadline() => {
                self.restart_by_itself(system, name);
            }
            _ => (),
        }
    }

    fn start(&mut self, system: &mut dyn System, name: &UnitName) {
        let Some(unit) = self.units.get(name) else {
            self.jobs.start_refused(name);
            return;
        };
        if unit.active().is_active() {
            return self.tell(system, name, true);
        }
        let state = unit.service().map(Service::state);
        let unit = std::rc::Rc::clone(unit.unit());
        match state {
            // As in systemd: only `systemctl restart` cuts RestartSec= short.
            Some(ServiceState::AutoRestart) => return self.jobs.start_deferred(name),
            Some(_) if self.puts_off(system, name) => return,
            Some(ServiceState::AutoRestartQueued) => return self.start_checked(system, name),
            _ => (),
        }
        let unmet = system.failing_condition(&unit.conditions);
        if let Some(unit) = self.units.get_mut(name) {
            unit.times_mut().note_conditions(unmet.is_none(), system.realtime());
        }
        if let Some(unmet) = unmet {
            system.log(Some(name), Priority::Info, &format!("skipped: Condition{unmet} does not hold"));
            return self.jobs.start_skipped(name);
        }
        let unmet = system.failing_condition(&unit.asserts);
        if let Some(unit) = self.units.get_mut(name) {
            unit.times_mut().note_asserts(unmet.is_none(), system.realtime());
        }
        if let Some(unmet) = unmet {
            system.log(Some(name), Priority::Error, &format!("not started: Assert{unmet} does not hold"));
            self.never_came_up(system, name);
            return self.jobs.start_refused(name);
        }
        self.start_checked(system, name);
    }

    /// Starts a unit whose conditions hold.
    fn start_checked(&mut self, system: &mut dyn System, name: &UnitName) {
        if let Some(problem) = self.why_pointless(name) {
            system.log(Some(name), Priority::Error, &format!("not started: {problem}"));
            return self.jobs.start_refused(name);
        }
        if self.jobs.start_unbound(name) {
            return;
        }
        if let Some(unit) = self.units.get(name).map(|unit| std::rc::Rc::clone(unit.unit())) {
            self.rejoin_bus(system, &unit);
        }
        let around = self.around(name);
        let sockets = self.sockets_for(system, name);
        let mut starters = self.monitored_by(name);
        starters.extend(self.triggered.remove(name).unwrap_or_default());
        match self.units.get_mut(name) {
            Some(RunningUnit::Service(_)) => self.with_service(name, |service| {
                service.give(sockets, starters);
                service.start(system);
            }),
            Some(RunningUnit::Target(target)) => target.set(true, system),
            Some(RunningUnit::Mount(mount)) => mount.start(system),
            Some(RunningUnit::Timer(timer)) => timer.start(system, around),
            Some(RunningUnit::Socket(_)) => self.with_socket(name, |socket| socket.start(system)),
            Some(RunningUnit::Path(path)) => {
                let target = path.target();
                let up =
                    target.and_then(|unit| self.units.get(&unit)).is_some_and(|it| !it.active().is_down());
                self.with_path(system, name, |path, system| path.start(system, up));
            }
            None => (),
        }
        self.tell(system, name, true);
    }

    /// Why starting a timer, a socket or a path unit would be pointless.
    fn why_pointless(&self, name: &UnitName) -> Option<String> {
        let (triggered, socket) = match self.units.get(name)? {
            RunningUnit::Timer(timer) => (timer.target()?, false),
            RunningUnit::Path(path) => (path.target()?, false),
            RunningUnit::Socket(socket) => (socket.target()?, true),
            RunningUnit::Service(_) | RunningUnit::Target(_) | RunningUnit::Mount(_) => return None,
        };
        let unit = self.units.get(&triggered);
        if unit.is_none() && !self.jobs.state(&triggered).is_active() {
            return Some(format!("{triggered}, which it is to start, is not declared"));
        }
        let state = unit.and_then(RunningUnit::service).map(Service::state);
        let runs = state.is_some_and(|state| !state.active().is_down() && !state.is_restarting());
        (socket && runs).then(|| format!("{triggered} runs already, without this socket"))
    }

    /// The variables that tell a service about the one whose end starts it; none where there are several.
    fn monitored_by(&self, name: &UnitName) -> Vec<(String, String)> {
        let graph = self.jobs.graph();
        let mut by = graph.names(name, Relation::OnFailureOf);
        by.extend(graph.names(name, Relation::OnSuccessOf));
        by.dedup();
        match &by[..] {
            [only] => self
                .units
                .get(only)
                .and_then(RunningUnit::service)
                .map_or_else(Vec::new, Service::as_monitored),
            _ => Vec::new(),
        }
    }

    fn stop(&mut self, system: &mut dyn System, name: &UnitName, restart: bool) {
        let by = self.stop_by(system);
        match self.units.get_mut(name) {
            Some(RunningUnit::Service(_)) => self.with_service(name, |service| {
                service.prepare_stop(by, restart);
                service.stop(system);
            }),
            Some(RunningUnit::Target(target)) => target.set(false, system),
            Some(RunningUnit::Mount(mount)) => {
                mount.stop(system);
                if !mount.state.active().is_down() {
                    self.jobs.stop_failed(name);
                }
            }
            Some(RunningUnit::Timer(timer)) => timer.stop(system),
            Some(RunningUnit::Path(path)) => path.stop(system),
            Some(RunningUnit::Socket(_)) => self.with_socket(name, |socket| {
                socket.stop_by = by;
                socket.stop(system);
            }),
            None => (),
        }
        self.tell(system, name, true);
    }

    fn reload(&mut self, system: &mut dyn System, name: &UnitName) {
        self.reloading.insert(name.clone());
        self.with_service(name, |service| service.reload(system));
        let service = self.units.get(name).and_then(RunningUnit::service);
        let begun = service.is_some_and(|service| service.state().active() == ActiveState::Reloading);
        if !begun && self.reloading.remove(name) {
            let well = service.is_some_and(|service| service.reload_result() == Outcome::Success);
            self.jobs.reload_done(name, well);
        }
        self.tell(system, name, false);
    }
}
