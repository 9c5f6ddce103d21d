//! One service: what is known of it, its state, and its processes. After systemd.service(5).
//!
//! The files below each hold one part of its life. Nothing here knows other units; each change of state goes into
//! `changes`, which the supervisor hands to the job engine.

mod bus;
mod command;
mod command_lists;
mod control_process;
mod main_pid;
mod main_process;
mod notify;
mod reload;
mod reports;
mod restart;
mod signals;
mod start;
mod stop;
mod timeouts;
mod watchdog;

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use super::state::{Outcome, ServiceState};
use super::state_times::Times;
use crate::init::system::{Accepted, Clocks, CommandId, Messages, Priority, SocketId};
use crate::init::tracker::Exit;
use crate::init::unit::Unit;
pub(crate) use command_lists::ControlProcess;
pub(crate) use main_process::Main;
use notify::Announcements;
use restart::Restarts;
use stop::Stopping;
pub(crate) use timeouts::Due;
use timeouts::Timeouts;
use watchdog::Watchdog;

/// A service as it runs.
#[derive(Debug)]
pub(crate) struct Service {
    /// Its declaration.
    unit: Rc<Unit>,
    /// Its state.
    state: ServiceState,
    /// The first thing that went wrong in this run.
    result: Outcome,
    /// The exit code of what went wrong, if it was a process: see [`Service::failure_code`].
    failure_code: u8,
    /// Whether the last reload went wrong.
    reload_result: Outcome,
    /// The main process.
    main: Main,
    /// The control process.
    control: Option<ControlProcess>,
    /// Commands whose trackers live.
    commands: Vec<CommandId>,
    /// Processes that a tracker's death left to PID 1.
    adopted: Vec<i32>,
    timeouts: Timeouts,
    watchdog: Watchdog,
    restarts: Restarts,
    stopping: Stopping,
    announced: Announcements,
    /// Its name on the bus has an owner, as far as PID 1 knows.
    has_name: bool,
    /// 128 bits, new at each start.
    invocation: u128,
    given: Given,
    /// When the state changed.
    times: Times,
    /// State changes that the supervisor has not taken yet.
    changes: VecDeque<(ServiceState, ServiceState)>,
}

/// What a service is handed for its start.
#[derive(Debug, Default)]
struct Given {
    /// Sockets that it takes over.
    sockets: Vec<(SocketId, String)>,
    /// The connection that it was made for.
    connection: Option<Accepted>,
    /// Variables about who starts it: a service's `OnFailure=` or `OnSuccess=`, a timer, a path unit.
    starters: Vec<(String, String)>,
}

impl Service {
    /// A service that is down.
    pub(crate) fn new(unit: Rc<Unit>) -> Self {
        Self {
            unit,
            state: ServiceState::Dead,
            result: Outcome::Success,
            failure_code: 0,
            reload_result: Outcome::Success,
            main: Main::default(),
            control: None,
            commands: Vec::new(),
            adopted: Vec::new(),
            timeouts: Timeouts::default(),
            watchdog: Watchdog::default(),
            restarts: Restarts::default(),
            stopping: Stopping::default(),
            announced: Announcements::default(),
            has_name: false,
            invocation: 0,
            given: Given::default(),
            times: Times::default(),
            changes: VecDeque::new(),
        }
    }

    /// Its declaration.
    pub(crate) fn unit(&self) -> &Rc<Unit> {
        &self.unit
    }

    /// Its state.
    pub(crate) fn state(&self) -> ServiceState {
        self.state
    }

    /// The first thing that went wrong in this run.
    pub(crate) fn result(&self) -> Outcome {
        self.result
    }

    /// Whether the last reload went wrong.
    pub(crate) fn reload_result(&self) -> Outcome {
        self.reload_result
    }

    /// The main process.
    pub(crate) fn main(&self) -> &Main {
        &self.main
    }

    /// The control process, once it is known.
    pub(crate) fn control_pid(&self) -> Option<i32> {
        self.control.as_ref().and_then(|control| control.pid)
    }

    /// Commands whose trackers live.
    pub(crate) fn commands(&self) -> &[CommandId] {
        &self.commands
    }

    /// Processes that a tracker's death left to PID 1.
    pub(crate) fn adopted(&self) -> &[i32] {
        &self.adopted
    }

    /// 128 bits, new at each start; 0 before the first.
    pub(crate) fn invocation(&self) -> u128 {
        self.invocation
    }

    /// The connection that it was made for.
    pub(crate) fn connection(&self) -> Option<&Accepted> {
        self.given.connection.as_ref()
    }

    /// Hands it the connection that it is made for.
    pub(crate) fn give_connection(&mut self, accepted: Accepted) {
        self.given.connection = Some(accepted);
    }

    /// Takes its connection away.
    pub(crate) fn take_connection(&mut self) -> Option<Accepted> {
        self.given.connection.take()
    }

    /// Hands it sockets, and variables about who starts it, for its next start.
    pub(crate) fn give(&mut self, sockets: Vec<(SocketId, String)>, starters: Vec<(String, String)>) {
        self.given.sockets = sockets;
        self.given.starters = starters;
    }

    /// When its state changed.
    pub(crate) fn times(&self) -> &Times {
        &self.times
    }

    /// See [`Service::times`].
    pub(crate) fn times_mut(&mut self) -> &mut Times {
        &mut self.times
    }

    /// State changes since this was called last: from, to.
    pub(crate) fn take_changes(&mut self) -> VecDeque<(ServiceState, ServiceState)> {
        std::mem::take(&mut self.changes)
    }

    /// The processes that are known by their own id, not only as some tracker's.
    pub(crate) fn known_processes(&self) -> impl Iterator<Item = i32> {
        let control = self.control_pid();
        self.adopted.iter().copied().chain(self.main.pid).chain(control)
    }

    /// Whether no process of it is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.commands.is_empty() && self.adopted.is_empty()
    }

    pub(super) fn say(&self, system: &mut dyn Messages, level: Priority, message: &str) {
        system.log(Some(&self.unit.name), level, message);
    }

    pub(super) fn set(&mut self, system: &mut dyn Clocks, state: ServiceState) {
        let old = std::mem::replace(&mut self.state, state);
        if !matches!(state, ServiceState::Start | ServiceState::StartPost) {
            self.timeouts.pid_file_retry = None;
        }
        if !matches!(
            state,
            ServiceState::StartPost
                | ServiceState::Running
                | ServiceState::Reload
                | ServiceState::ReloadSignal
                | ServiceState::ReloadNotify
        ) {
            self.watchdog.deadline = None;
        }
        if state.active().is_active() && !old.active().is_active() {
            self.timeouts.active_since = system.monotonic();
        }
        if old != state {
            self.times.note(old.active(), state.active(), system);
            self.changes.push_back((old, state));
        }
    }

    pub(super) fn arm(&mut self, system: &dyn Clocks, timeout: Option<Duration>) {
        self.timeouts.deadline = timeout.map(|timeout| system.monotonic().saturating_add(timeout));
    }

    pub(super) fn fail_with(&mut self, outcome: Outcome) {
        if self.result == Outcome::Success {
            self.result = outcome;
            if outcome.is_failure() {
                self.failure_code = self.main.exit.map_or(0, Exit::code);
            }
        }
    }

    /// The container's exit code if it ends because this service failed: that of the process that failed first, or
    /// of the main process if no process failed.
    pub(super) fn failure_code(&self) -> u8 {
        let codes = [Some(self.failure_code), self.main.exit.map(Exit::code)];
        codes.into_iter().flatten().find(|code| *code != 0).unwrap_or(1)
    }
}
