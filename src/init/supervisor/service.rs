//! One service: what is known of it, its state, and its processes. After systemd.service(5).
//!
//! What happens to it is in the files below, each with one part of its life. Nothing here knows other units;
//! each change of state goes into `changes`, which the supervisor hands to the job engine.

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

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use super::state::{Outcome, ServiceState};
use super::state_times::Times;
use crate::init::system::{Accepted, Clocks, CommandId, Level, Messages, SocketId};
use crate::init::tracker::Exit;
use crate::init::unit::Unit;
pub(crate) use command_lists::ControlProcess;
pub(crate) use main_process::Main;

/// A service as it runs.
#[derive(Debug)]
pub(crate) struct Service {
    /// What it is to be.
    pub unit: Rc<Unit>,
    /// Where it is.
    pub state: ServiceState,
    /// The first thing that went wrong in this run.
    pub result: Outcome,
    /// The exit code of what went wrong, if it was a process: see [`Service::failure_code`].
    pub failure_code: u8,
    /// Whether the last reload went wrong.
    pub reload_result: Outcome,
    /// The main process.
    pub main: Main,
    /// The control process.
    pub control: Option<ControlProcess>,
    /// Commands whose trackers live.
    pub commands: Vec<CommandId>,
    /// Processes that a tracker's death left to PID 1.
    pub adopted: Vec<i32>,
    /// When the state has lasted too long (monotonic).
    pub deadline: Option<Duration>,
    /// When it became active, for `RuntimeMaxSec=` (monotonic).
    pub active_since: Duration,
    /// When to look for the PID file again.
    pub retry: Option<Duration>,
    /// When it has to have said `WATCHDOG=1`.
    pub watchdog_deadline: Option<Duration>,
    /// `WATCHDOG_USEC=` that it sent.
    pub watchdog_override: Option<Duration>,
    /// No stop may last longer: the container's end.
    pub stop_by: Option<Duration>,
    /// That is earlier than its unit says.
    is_hurried: bool,
    /// Somebody wants it down: it is not restarted.
    pub stop_asked: bool,
    /// The stop is one half of a restart: `RestartKillSignal=`.
    pub restarting: bool,
    /// Whom the state's signal was sent to when not all had said their pid.
    pub signalled: BTreeSet<i32>,
    /// It was said that there is a process that can't be signalled.
    pub told_of_powerlessness: bool,
    /// When it was started, for the start limit (monotonic).
    pub starts: VecDeque<Duration>,
    /// The last start was one too many.
    pub start_limit_hit: bool,
    /// Automatic restarts since it was last down for good.
    pub restarts: u32,
    /// The next start is not an automatic one: `restarts` is zero again then.
    pub forget_restarts: bool,
    /// Its name on the bus has an owner, as far as is known.
    pub has_name: bool,
    /// `STATUS=`.
    pub status_text: String,
    /// `ERRNO=`.
    pub status_errno: i32,
    /// What it said about itself: `RELOADING=1` or `STOPPING=1` came before it was up.
    pub said: Announced,
    /// When the reload began: an older `RELOADING=1` is not about it.
    pub reload_begun: Duration,
    /// 128 bits, new at each start.
    pub invocation: u128,
    /// Sockets that it takes over.
    pub sockets: Vec<(SocketId, String)>,
    /// The connection that it was made for.
    pub connection: Option<Accepted>,
    /// Variables about who starts it: a service's `OnFailure=` or `OnSuccess=`, a timer, a path unit.
    pub starters: Vec<(String, String)>,
    /// When the state changed.
    pub times: Times,
    /// State changes that the supervisor has not seen.
    pub changes: VecDeque<(ServiceState, ServiceState)>,
}

/// What a service says that it is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Announced {
    /// Nothing yet.
    #[default]
    Nothing,
    /// `READY=1`
    Ready,
    /// `RELOADING=1`
    Reloading,
    /// `STOPPING=1`
    Stopping,
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
            deadline: None,
            active_since: Duration::ZERO,
            retry: None,
            watchdog_deadline: None,
            watchdog_override: None,
            stop_by: None,
            is_hurried: false,
            stop_asked: false,
            restarting: false,
            signalled: BTreeSet::new(),
            told_of_powerlessness: false,
            starts: VecDeque::new(),
            start_limit_hit: false,
            restarts: 0,
            forget_restarts: false,
            has_name: false,
            status_text: String::new(),
            status_errno: 0,
            said: Announced::Nothing,
            reload_begun: Duration::ZERO,
            invocation: 0,
            sockets: Vec::new(),
            connection: None,
            starters: Vec::new(),
            times: Times::default(),
            changes: VecDeque::new(),
        }
    }

    /// What it is to be, with the unit kept alive beside it.
    pub(super) fn unit(&self) -> Rc<Unit> {
        Rc::clone(&self.unit)
    }

    /// The next moment at which something is due.
    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        [self.deadline, self.retry, self.watchdog_deadline].into_iter().flatten().min()
    }

    /// The processes that are not only known as some tracker's.
    pub(crate) fn known_processes(&self) -> impl Iterator<Item = i32> {
        let control = self.control.as_ref().and_then(|control| control.pid);
        self.adopted.iter().copied().chain(self.main.pid).chain(control)
    }

    /// Whether no process of it is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.commands.is_empty() && self.adopted.is_empty()
    }

    pub(super) fn say(&self, system: &mut dyn Messages, level: Level, message: &str) {
        system.log(Some(&self.unit.name), level, message);
    }

    pub(super) fn set(&mut self, system: &mut dyn Clocks, state: ServiceState) {
        let old = std::mem::replace(&mut self.state, state);
        if !matches!(state, ServiceState::Start | ServiceState::StartPost) {
            self.retry = None;
        }
        if !matches!(
            state,
            ServiceState::StartPost
                | ServiceState::Running
                | ServiceState::Reload
                | ServiceState::ReloadSignal
                | ServiceState::ReloadNotify
        ) {
            self.watchdog_deadline = None;
        }
        if state.active().is_active() && !old.active().is_active() {
            self.active_since = system.monotonic();
        }
        if old != state {
            self.times.note(old.active(), state.active(), system);
            self.changes.push_back((old, state));
        }
    }

    pub(super) fn arm(&mut self, system: &dyn Clocks, timeout: Option<Duration>) {
        self.deadline = timeout.map(|timeout| system.monotonic().saturating_add(timeout));
    }

    pub(super) fn fail_with(&mut self, outcome: Outcome) {
        if self.result == Outcome::Success {
            self.result = outcome;
            if outcome.is_failure() {
                self.failure_code = self.main.exit.map_or(0, Exit::code);
            }
        }
    }

    /// The exit code that the container has if this service's failure is what it ends for: that of what
    /// failed first; that of the main process if it was not a process that failed.
    pub(super) fn failure_code(&self) -> u8 {
        let codes = [Some(self.failure_code), self.main.exit.map(Exit::code)];
        codes.into_iter().flatten().find(|code| *code != 0).unwrap_or(1)
    }
}
