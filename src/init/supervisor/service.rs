//! One service: its state, its processes, and how it starts. After systemd.service(5).
//!
//! How it ends is in `stop.rs`, what its processes' ends mean in `exits.rs`, what it says itself in
//! `notify.rs`. Nothing here knows other units; each change of state goes into `changes`, which the
//! supervisor hands to the job engine.

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use super::state::{Active, Outcome, State};
use crate::init::system::{CommandId, Job, Level, SocketId, System};
use crate::init::tracker::Exit;
use crate::init::unit::{ExecCommand, Kind, NotifyAccess, Service as Config, ServiceType, Unit};

/// How long to wait before looking for a PID file again.
pub(super) const PID_FILE_RETRY: Duration = Duration::from_millis(20);

/// Which list of commands a control process is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// `ExecCondition=`
    Condition,
    /// `ExecStartPre=`
    StartPre,
    /// `ExecStart=` of a forking service.
    Start,
    /// `ExecStartPost=`
    StartPost,
    /// `ExecReload=`
    Reload,
    /// `ExecStop=`
    Stop,
    /// `ExecStopPost=`
    StopPost,
}

impl List {
    /// The directive's name.
    pub fn directive(self) -> &'static str {
        match self {
            Self::Condition => "ExecCondition",
            Self::StartPre => "ExecStartPre",
            Self::Start => "ExecStart",
            Self::StartPost => "ExecStartPost",
            Self::Reload => "ExecReload",
            Self::Stop => "ExecStop",
            Self::StopPost => "ExecStopPost",
        }
    }

    pub(super) fn of(self, config: &Config) -> &[ExecCommand] {
        match self {
            Self::Condition => &config.exec_condition,
            Self::StartPre => &config.exec_start_pre,
            Self::Start => &config.exec_start,
            Self::StartPost => &config.exec_start_post,
            Self::Reload => &config.exec_reload,
            Self::Stop => &config.exec_stop,
            Self::StopPost => &config.exec_stop_post,
        }
    }
}

/// The control process.
#[derive(Debug, Clone)]
pub struct Control {
    /// Its command.
    pub command: CommandId,
    /// Its process, once known.
    pub pid: Option<i32>,
    /// Its list.
    pub list: List,
    /// Its place in the list.
    pub index: usize,
}

/// The main process.
#[derive(Debug, Clone, Default)]
pub struct Main {
    /// The command that it was started by, if it was.
    pub command: Option<CommandId>,
    /// Its process: none before it exists and after its end.
    pub pid: Option<i32>,
    /// Its place in `ExecStart=`.
    pub index: usize,
    /// Its last pid.
    pub last_pid: i32,
    /// How it ended.
    pub exit: Option<Exit>,
    /// When it started and ended, since 1970.
    pub started: Duration,
    /// See `started`.
    pub ended: Duration,
}

impl Main {
    /// It was started, and has not ended as far as is known.
    pub fn is_alive(&self) -> bool {
        self.command.is_some() || self.pid.is_some()
    }
}

/// When its state last changed, since 1970.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "as protocol::UnitStatus explains")]
pub struct Times {
    pub state_change: Duration,
    pub inactive_exit: Duration,
    pub active_enter: Duration,
    pub active_exit: Duration,
    pub inactive_enter: Duration,
}

impl Times {
    /// Notes a change.
    pub fn note(&mut self, old: Active, new: Active, now: Duration) {
        self.state_change = now;
        if old.is_down() && !new.is_down() {
            self.inactive_exit = now;
        }
        if !old.is_active() && new.is_active() {
            self.active_enter = now;
        }
        if old.is_active() && !new.is_active() {
            self.active_exit = now;
        }
        if !old.is_down() && new.is_down() {
            self.inactive_enter = now;
        }
    }
}

/// A service as it runs.
#[derive(Debug)]
pub struct Service {
    /// What it is to be.
    pub unit: Rc<Unit>,
    /// Where it is.
    pub state: State,
    /// The first thing that went wrong in this run.
    pub result: Outcome,
    /// The exit code of what went wrong, if it was a process: see [`Service::failure_code`].
    pub failure_code: u8,
    /// Whether the last reload went wrong.
    pub reload_result: Outcome,
    /// The main process.
    pub main: Main,
    /// The control process.
    pub control: Option<Control>,
    /// Commands whose trackers live.
    pub commands: Vec<CommandId>,
    /// Processes that a tracker's death left to PID 1.
    pub adopted: Vec<i32>,
    /// When the state has lasted too long (monotonic).
    pub deadline: Option<Duration>,
    /// When to look for the PID file again.
    pub retry: Option<Duration>,
    /// When it has to have said `WATCHDOG=1`.
    pub watchdog_deadline: Option<Duration>,
    /// `WATCHDOG_USEC=` that it sent.
    pub watchdog_override: Option<Duration>,
    /// No stop may last longer: the container's end.
    pub stop_by: Option<Duration>,
    /// Somebody wants it down: it is not restarted.
    pub stop_asked: bool,
    /// The stop is one half of a restart: `RestartKillSignal=`.
    pub restarting: bool,
    /// When it was started, for the start limit (monotonic).
    pub starts: VecDeque<Duration>,
    /// Automatic restarts since it was last asked to start.
    pub restarts: u32,
    /// `STATUS=`.
    pub status_text: String,
    /// `ERRNO=`.
    pub status_errno: i32,
    /// What it said about itself: `RELOADING=1` or `STOPPING=1` came before it was up.
    pub said: Said,
    /// When the reload began: an older `RELOADING=1` is not about it.
    pub reload_begun: Duration,
    /// 128 bits, new at each start.
    pub invocation: u128,
    /// Sockets that it takes over.
    pub sockets: Vec<(SocketId, String)>,
    /// Whether the conditions of the last start held.
    pub condition_result: bool,
    /// When the state changed.
    pub times: Times,
    /// State changes that the supervisor has not seen.
    pub changes: VecDeque<(State, State)>,
}

/// What a service says that it is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Said {
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
    pub fn new(unit: Rc<Unit>) -> Self {
        Self {
            unit,
            state: State::Dead,
            result: Outcome::Success,
            failure_code: 0,
            reload_result: Outcome::Success,
            main: Main::default(),
            control: None,
            commands: Vec::new(),
            adopted: Vec::new(),
            deadline: None,
            retry: None,
            watchdog_deadline: None,
            watchdog_override: None,
            stop_by: None,
            stop_asked: false,
            restarting: false,
            starts: VecDeque::new(),
            restarts: 0,
            status_text: String::new(),
            status_errno: 0,
            said: Said::Nothing,
            reload_begun: Duration::ZERO,
            invocation: 0,
            sockets: Vec::new(),
            condition_result: false,
            times: Times::default(),
            changes: VecDeque::new(),
        }
    }

    /// What it is to be, with the unit kept alive beside it.
    pub(super) fn unit(&self) -> Rc<Unit> {
        Rc::clone(&self.unit)
    }

    /// The next moment at which something is due.
    pub fn next_deadline(&self) -> Option<Duration> {
        [self.deadline, self.retry, self.watchdog_deadline].into_iter().flatten().min()
    }

    /// Whether no process of it is left.
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty() && self.adopted.is_empty()
    }

    pub(super) fn say(&self, system: &mut dyn System, level: Level, message: &str) {
        system.log(Some(&self.unit.name), level, message);
    }

    pub(super) fn set(&mut self, system: &mut dyn System, state: State) {
        let old = std::mem::replace(&mut self.state, state);
        if !matches!(state, State::Start | State::StartPost) {
            self.retry = None;
        }
        if !matches!(
            state,
            State::StartPost | State::Running | State::Reload | State::ReloadSignal | State::ReloadNotify
        ) {
            self.watchdog_deadline = None;
        }
        if old != state {
            self.times.note(old.active(), state.active(), system.realtime());
            self.changes.push_back((old, state));
        }
    }

    pub(super) fn arm(&mut self, system: &dyn System, timeout: Option<Duration>) {
        self.deadline = timeout.map(|timeout| system.monotonic().saturating_add(timeout));
    }

    /// Starts it. Conditions have been looked at; it is down or waits for its restart.
    pub fn start(&mut self, system: &mut dyn System) {
        let automatic = self.state == State::AutoRestart;
        if !(automatic || self.state.active().is_down()) {
            return;
        }
        let now = system.monotonic();
        if !self.may_start(now) {
            self.result = Outcome::StartLimitHit;
            let limit = self.unit.start_limit;
            let message = format!(
                "started {} times within {}: not started again. `systemctl reset-failed {}` forgets that.",
                limit.burst,
                super::text::span(limit.interval),
                self.unit.name
            );
            self.say(system, Level::Error, &message);
            self.enter_dead(system, Outcome::StartLimitHit, false);
            return;
        }
        if automatic {
            self.restarts += 1;
        } else {
            self.restarts = 0;
        }
        self.result = Outcome::Success;
        self.failure_code = 0;
        self.reload_result = Outcome::Success;
        self.main = Main { last_pid: self.main.last_pid, ..Main::default() };
        self.control = None;
        self.stop_asked = false;
        self.restarting = false;
        self.status_text.clear();
        self.status_errno = 0;
        self.said = Said::Nothing;
        self.watchdog_override = None;
        self.condition_result = true;
        self.invocation = system.random();
        let unit = self.unit();
        if let Kind::Service(config) = &unit.kind {
            if let Some(pid_file) = &config.pid_file {
                // What a former run left behind must not be taken for this one's.
                if self.is_empty() {
                    system.remove_file(pid_file);
                }
            }
            self.next_list(system, config, List::Condition, 0);
        }
    }

    fn may_start(&mut self, now: Duration) -> bool {
        let limit = self.unit.start_limit;
        if limit.interval.is_zero() || limit.burst == 0 {
            return true;
        }
        while self.starts.front().is_some_and(|start| now.saturating_sub(*start) >= limit.interval) {
            self.starts.pop_front();
        }
        if self.starts.len() >= usize::try_from(limit.burst).unwrap_or(usize::MAX) {
            return false;
        }
        self.starts.push_back(now);
        true
    }

    /// Runs the command at `index` of `list`, or goes on to what follows the list.
    pub(super) fn next_list(&mut self, system: &mut dyn System, config: &Config, list: List, index: usize) {
        let Some(command) = list.of(config).get(index) else {
            self.control = None;
            return self.after_list(system, config, list);
        };
        let (state, timeout) = match list {
            List::Condition => (State::Condition, config.timeout_start),
            List::StartPre => (State::StartPre, config.timeout_start),
            List::Start => (State::Start, config.timeout_start),
            List::StartPost => (State::StartPost, config.timeout_start),
            List::Reload => (State::Reload, config.timeout_start),
            List::Stop => (State::Stop, config.timeout_stop),
            List::StopPost => (State::StopPost, config.timeout_stop),
        };
        self.arm(system, timeout);
        self.clamp_deadline(system);
        match self.spawn(system, config, command, Some(list)) {
            Some(id) => {
                self.control = Some(Control { command: id, pid: None, list, index });
                self.set(system, state);
            }
            None => self.could_not_spawn(system, list),
        }
    }

    fn could_not_spawn(&mut self, system: &mut dyn System, list: List) {
        self.control = None;
        match list {
            List::Condition | List::StartPre | List::Start => {
                self.enter_signal(system, State::StopSigterm, Outcome::Resources);
            }
            List::StartPost => self.enter_stop(system, Outcome::Resources),
            List::Reload => {
                self.reload_result = Outcome::Resources;
                self.enter_running(system, Outcome::Success);
            }
            List::Stop => self.enter_signal(system, State::StopSigterm, Outcome::Resources),
            List::StopPost => self.enter_signal(system, State::FinalSigterm, Outcome::Resources),
        }
    }

    /// What follows when every command of a list has run well.
    pub(super) fn after_list(&mut self, system: &mut dyn System, config: &Config, list: List) {
        match list {
            List::Condition => self.next_list(system, config, List::StartPre, 0),
            List::StartPre => self.enter_start(system, config),
            List::Start => self.forked(system, config),
            List::StartPost => self.started(system, config),
            List::Reload => self.reloaded(system, config),
            List::Stop => self.enter_signal(system, State::StopSigterm, Outcome::Success),
            List::StopPost => self.enter_signal(system, State::FinalSigterm, Outcome::Success),
        }
    }

    fn enter_start(&mut self, system: &mut dyn System, config: &Config) {
        if config.service_type == ServiceType::Forking {
            return self.next_list(system, config, List::Start, 0);
        }
        let Some(command) = config.exec_start.first() else {
            // A oneshot unit without ExecStart= is its ExecStop= only.
            return self.enter_start_post(system, config);
        };
        self.arm(system, config.timeout_start);
        self.start_main(system, config, command, 0);
        if !self.main.is_alive() {
            return self.enter_signal(system, State::StopSigterm, Outcome::Resources);
        }
        self.set(system, State::Start);
    }

    /// Starts the main process, or a oneshot service's next one.
    pub(super) fn start_main(
        &mut self,
        system: &mut dyn System,
        config: &Config,
        command: &ExecCommand,
        index: usize,
    ) {
        self.main.exit = None;
        self.main.pid = None;
        self.main.index = index;
        self.main.command = self.spawn(system, config, command, None);
        self.main.started = system.realtime();
    }

    pub(super) fn enter_start_post(&mut self, system: &mut dyn System, config: &Config) {
        self.reset_watchdog(system);
        self.next_list(system, config, List::StartPost, 0);
    }

    /// Starting is over: it runs, or has run and stays active, or is on its way out already.
    pub(super) fn enter_running(&mut self, system: &mut dyn System, outcome: Outcome) {
        self.control = None;
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        self.fail_with(outcome);
        self.deadline = None;
        if self.result.is_failure() {
            return self.enter_signal(system, State::StopSigterm, outcome);
        }
        if self.is_good(config) {
            match self.said {
                Said::Reloading => return self.enter_reload_by_notify(system, config),
                Said::Stopping => return self.enter_stop_by_notify(system, config),
                _ => (),
            }
            if self.state != State::Running {
                self.reset_watchdog(system);
            }
            self.set(system, State::Running);
            self.arm(system, config.runtime_max);
        } else if config.remain_after_exit {
            self.set(system, State::Exited);
        } else {
            self.enter_stop(system, Outcome::Success);
        }
    }

    /// Whether there is a process that counts as the service.
    fn is_good(&self, config: &Config) -> bool {
        use crate::init::unit::ExitType;
        if config.exit_type == ExitType::Cgroup {
            return !self.is_empty();
        }
        let unknown = self.main.last_pid == 0 && config.service_type == ServiceType::Forking;
        self.main.is_alive() || (unknown && !self.is_empty())
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

    /// The watchdog's period, if it is to be watched.
    pub(super) fn watchdog(&self) -> Option<Duration> {
        let Kind::Service(config) = &self.unit.kind else { return None };
        self.watchdog_override
            .or(config.watchdog)
            .filter(|period| !period.is_zero() && *period < Duration::MAX)
    }

    pub(super) fn reset_watchdog(&mut self, system: &dyn System) {
        self.watchdog_deadline = self.watchdog().map(|period| system.monotonic().saturating_add(period));
    }

    /// Starts a command; `list` is none for the main process.
    fn spawn(
        &mut self,
        system: &mut dyn System,
        config: &Config,
        command: &ExecCommand,
        list: Option<List>,
    ) -> Option<CommandId> {
        let unit = self.unit();
        let main = list.is_none() || list == Some(List::Start);
        let relaxed = config.permissions_start_only && !main;
        let mut variables = self.variables(list);
        if config.notify_access != NotifyAccess::None {
            match system.open_notify(&unit.name) {
                Ok(address) => variables.push(("NOTIFY_SOCKET".to_owned(), address)),
                Err(error) => {
                    let message = format!("can't open its notify socket: {}", error.desc());
                    self.say(system, Level::Error, &message);
                    return None;
                }
            }
        }
        let job = Job {
            unit: &unit,
            command,
            context: &config.context,
            as_user: !(command.privileged || command.no_setuid || relaxed),
            restricted: !(command.privileged || relaxed),
            variables,
            sockets: if main { self.sockets.clone() } else { Vec::new() },
            main,
        };
        match system.spawn(&job) {
            Ok(id) => {
                self.commands.push(id);
                Some(id)
            }
            Err(error) => {
                let message = format!("can't start {}: {}", command.path, error.desc());
                self.say(system, Level::Error, &message);
                None
            }
        }
    }

    fn variables(&self, list: Option<List>) -> Vec<(String, String)> {
        let mut variables = vec![("INVOCATION_ID".to_owned(), format!("{:032x}", self.invocation))];
        let mut set = |name: &str, value: String| variables.push((name.to_owned(), value));
        if let Some(pid) = self.main.pid.filter(|_| list.is_some()) {
            set("MAINPID", pid.to_string());
        }
        if matches!(list, Some(List::Stop | List::StopPost)) {
            set("SERVICE_RESULT", self.result.name().to_owned());
            if let Some(exit) = self.main.exit {
                let (code, status) = match exit {
                    Exit::Status(status) => ("exited", status.to_string()),
                    Exit::Signal { signal, dumped } => {
                        let name = crate::init::unit::Signal::from_number(signal)
                            .map_or_else(|| signal.to_string(), |name| name.to_string());
                        let code = if dumped { "dumped" } else { "killed" };
                        (code, name.trim_start_matches("SIG").to_owned())
                    }
                };
                set("EXIT_CODE", code.to_owned());
                set("EXIT_STATUS", status);
            }
        }
        if let Some(period) = self.watchdog().filter(|_| list.is_none() || list == Some(List::Start)) {
            set("WATCHDOG_USEC", period.as_micros().to_string());
        }
        variables
    }
}
