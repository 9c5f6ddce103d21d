//! How the container ends: with which code, and in which order.

mod summary;

use std::time::Duration;

use super::state::{ActiveState, ServiceState};
use super::units::RunningUnit;
use super::{Operation, Supervisor};
use crate::init::added_units::docker_command;
use crate::init::jobs::{JobKind, JobMode};
use crate::init::system::{Priority, RTMIN_3, System};
use crate::init::tracker::Exit;
use crate::init::unit::{EmergencyAction, UnitName};

/// How long to wait for processes after SIGKILL.
const AFTER_KILL: Duration = Duration::from_millis(500);

/// The container is ending.
#[derive(Debug)]
pub(super) struct End {
    /// The container's exit code.
    pub code: u8,
    /// When everything that is left is killed; after that, when waiting for it stops (monotonic).
    pub deadline: Duration,
    /// Whether everything that was left has been killed.
    pub killed: bool,
    /// Whether a signal asked for the end: the next one kills.
    pub told: bool,
}

impl Supervisor {
    pub(super) fn signalled(&mut self, system: &mut dyn System, signal: i32) {
        use nix::libc;
        match signal {
            libc::SIGHUP => self.reload_all(system),
            libc::SIGUSR1 => self.dump(system),
            libc::SIGUSR2 => (),
            _ => self.told_to_end(system, signal),
        }
    }

    fn told_to_end(&mut self, system: &mut dyn System, signal: i32) {
        self.begin_end(system, 0, "told to end");
        let Some(end) = &mut self.end else { return };
        if !std::mem::replace(&mut end.told, true) {
            // A container that ends already for another reason goes on doing so in order.
            return;
        }
        let killed = u8::try_from(128 + signal.min(RTMIN_3)).unwrap_or(255);
        let code = if end.code == 0 { killed } else { end.code };
        system.log(None, Priority::Warning, "told to end a second time: everything is killed");
        self.kill_all(system, code);
    }

    /// Begins to stop everything, in reverse order, under one deadline.
    pub(super) fn begin_end(&mut self, system: &mut dyn System, code: u8, why: &str) {
        if self.end.is_some() {
            return;
        }
        let timeout = self.file.settings.stop_timeout;
        let message =
            format!("{why}: stopping all units within {}", crate::init::unit::written::span(timeout));
        system.log(None, Priority::Notice, &message);
        let deadline = system.monotonic().saturating_add(timeout);
        self.end = Some(End { code, deadline, killed: false, told: false });
        self.jobs.shutdown();
    }

    /// When a unit's stop has to be over. When the container ends, that leaves time for the units that are stopped
    /// after it.
    pub(super) fn stop_by(&self, system: &dyn System) -> Option<Duration> {
        let end = self.end.as_ref()?;
        let now = system.monotonic();
        Some(now + end.deadline.saturating_sub(now) * 3 / 4)
    }

    fn kill_all(&mut self, system: &mut dyn System, code: u8) {
        for unit in self.units.values_mut() {
            match unit {
                RunningUnit::Service(service) => {
                    service.kill_now(system);
                    self.index.note_service(service);
                }
                RunningUnit::Socket(socket) => {
                    socket.kill_now(system);
                    self.index.note_socket(socket);
                }
                RunningUnit::Target(_)
                | RunningUnit::Timer(_)
                | RunningUnit::Path(_)
                | RunningUnit::Mount(_) => (),
            }
        }
        self.end = Some(End { code, deadline: system.monotonic() + AFTER_KILL, killed: true, told: true });
    }

    /// The exit code, when nothing is left to wait for.
    pub(super) fn is_over(&mut self, system: &mut dyn System) -> Option<u8> {
        if self.unsettled {
            return None;
        }
        self.end_when_done(system);
        let end = self.end.as_ref()?;
        let (code, killed, late) = (end.code, end.killed, end.deadline <= system.monotonic());
        let services = || self.units.values().filter_map(RunningUnit::service);
        let quiet = || self.jobs.is_idle() && services().all(|service| service.state().active().is_down());
        let empty = || !self.units.values().any(RunningUnit::has_processes);
        if (!killed && quiet()) || (killed && (late || empty())) {
            return Some(code);
        }
        if late {
            let is_slow = |unit: &&RunningUnit| match unit {
                RunningUnit::Service(service) => !service.state().active().is_down(),
                RunningUnit::Socket(socket) => !socket.state.active().is_down(),
                RunningUnit::Target(_)
                | RunningUnit::Timer(_)
                | RunningUnit::Path(_)
                | RunningUnit::Mount(_) => false,
            };
            let slow: Vec<_> =
                self.units.values().filter(is_slow).map(|unit| unit.unit().name.to_string()).collect();
            let message = format!("not stopped in time, killed: {}", slow.join(", "));
            system.log(None, Priority::Error, &message);
            self.kill_all(system, if code == 0 { 137 } else { code });
            return self.is_over(system);
        }
        None
    }

    /// Ends the container when its work is done.
    fn end_when_done(&mut self, system: &mut dyn System) {
        if self.end.is_some() || !self.jobs.is_idle() {
            return;
        }
        if !self.settled {
            self.settled = true;
            self.summarize(system);
            system.settled();
            if self.start_command(system) {
                return;
            }
        }
        if !self.units.values().any(RunningUnit::keeps_container) {
            let ran =
                self.units.values().filter_map(RunningUnit::service).any(|service| service.invocation() != 0);
            let why = if ran { "no service is left" } else { "there is no service to run" };
            self.begin_end(system, 0, why);
            self.settle(system);
        }
    }

    /// Starts the command that `docker run` gave beside the units; returns whether it gave one.
    fn start_command(&mut self, system: &mut dyn System) -> bool {
        let Some(name) = self.units.keys().find(|name| name.as_str() == docker_command::NAME).cloned() else {
            return false;
        };
        if let Err(error) = self.jobs.enqueue(Operation::Start, &name, JobMode::Replace) {
            self.begin_end(system, 1, &format!("the command can't be started: {error}"));
        }
        self.settle(system);
        true
    }

    /// The command has ended, and so does the container, with its status.
    fn command_ended(&mut self, system: &mut dyn System, code: u8) {
        match &mut self.end {
            None => self.begin_end(system, code, "the command has ended"),
            Some(end) if end.code == 0 => end.code = code,
            Some(_) => (),
        }
    }

    /// A service is down: does that matter to the container?
    pub(super) fn judge_end_of(&mut self, system: &mut dyn System, name: &UnitName) {
        let Some(service) = self.units.get(name).and_then(RunningUnit::service) else { return };
        let comes_back = self.jobs.job(name).is_some_and(|(_, kind, _)| kind == JobKind::Start);
        if !matches!(service.state(), ServiceState::Dead | ServiceState::Failed)
            || comes_back
            || self.end.is_some()
        {
            return;
        }
        if service.state() == ServiceState::Failed && self.index.is_essential(name) {
            let (code, result) = (service.failure_code().max(1), service.result().name());
            let message = format!("{name} is essential and has failed ({result})");
            return self.begin_end(system, code, &message);
        }
        if service.start_limit_hit() {
            let (action, code) = (service.unit().start_limit.action, service.failure_code());
            let why = format!("{name} was started too often, StartLimitAction= is set");
            self.end_by_action(system, action, code, &why);
        }
    }

    /// A service has ended, if only until it comes back: `FailureAction=`, `SuccessAction=`.
    pub(super) fn act_on_end(
        &mut self,
        system: &mut dyn System,
        name: &UnitName,
        old: ActiveState,
        new: ActiveState,
    ) {
        let Some(service) = self.units.get(name).and_then(RunningUnit::service) else { return };
        if name.as_str() == docker_command::NAME {
            let code = service.main().exit.map_or_else(|| service.failure_code(), Exit::code);
            return self.command_ended(system, code);
        }
        let unit = service.unit();
        let limit_acts = service.start_limit_hit() && unit.start_limit.action != EmergencyAction::None;
        if self.end.is_some() || limit_acts {
            return;
        }
        let (action, status, code, what) = match new {
            ActiveState::Failed => (
                unit.failure_action,
                unit.failure_action_exit_status,
                service.failure_code(),
                "FailureAction",
            ),
            _ if old == ActiveState::Failed => return,
            _ => {
                let code = service.main().exit.map_or(0, Exit::code);
                (unit.success_action, unit.success_action_exit_status, code, "SuccessAction")
            }
        };
        self.end_by_action(
            system,
            action,
            status.unwrap_or(code),
            &format!("{name} has ended, {what}= is set"),
        );
    }

    /// Ends the container as `FailureAction=` and its like say.
    pub(super) fn end_by_action(
        &mut self,
        system: &mut dyn System,
        action: EmergencyAction,
        code: u8,
        why: &str,
    ) {
        if action != EmergencyAction::None {
            self.begin_end(system, code, why);
        }
        if action == EmergencyAction::ExitForce {
            self.kill_all(system, code);
        }
    }

    /// A unit's start was given up before it began.
    pub(super) fn never_came_up(&mut self, system: &mut dyn System, name: &UnitName) {
        if self.index.is_essential(name) {
            self.begin_end(system, 1, &format!("{name} is essential and can't be started"));
        }
    }

    fn reload_all(&mut self, system: &mut dyn System) {
        let reloadable: Vec<UnitName> = self
            .units
            .values()
            .filter_map(RunningUnit::service)
            .filter(|service| service.state().active() == ActiveState::Active && service.can_reload())
            .map(|service| service.unit().name.clone())
            .collect();
        let names: Vec<_> = reloadable.iter().map(UnitName::as_str).collect();
        system.log(None, Priority::Notice, &format!("told to reload: {}", names.join(", ")));
        for unit in &reloadable {
            if let Err(error) = self.jobs.enqueue(Operation::Reload, unit, JobMode::Replace) {
                system.log(Some(unit), Priority::Warning, &format!("can't be reloaded: {error}"));
            }
        }
    }
}
