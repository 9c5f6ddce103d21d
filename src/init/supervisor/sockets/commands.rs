//! A socket unit's commands: `ExecStartPre=`, `ExecStartPost=`, `ExecStopPre=`, `ExecStopPost=`, one after the
//! other, and what their ends mean. As systemd's socket.c has it.

use std::rc::Rc;
use std::time::Duration;

use super::super::state::{Outcome, describe};
use super::state::State;
use super::{Config, Socket};
use crate::init::system::{CommandId, Job, Level, System};
use crate::init::tracker::{Exit, Report};
use crate::init::unit::{ExecCommand, ExitStatusSet, Kind, Unit};

/// How long a step of a stop may take however late it is.
const LEAST: Duration = Duration::from_millis(100);

/// Which list of commands a process is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    StartPre,
    StartPost,
    StopPre,
    StopPost,
}

impl List {
    fn of(self, config: &Config) -> (&'static str, State, &[ExecCommand]) {
        match self {
            Self::StartPre => ("ExecStartPre", State::StartPre, &config.exec_start_pre),
            Self::StartPost => ("ExecStartPost", State::StartPost, &config.exec_start_post),
            Self::StopPre => ("ExecStopPre", State::StopPre, &config.exec_stop_pre),
            Self::StopPost => ("ExecStopPost", State::StopPost, &config.exec_stop_post),
        }
    }
}

/// The process of the list that runs.
#[derive(Debug)]
pub(super) struct Control {
    command: CommandId,
    /// Its id, once known.
    pub pid: Option<i32>,
    list: List,
    index: usize,
}

impl Socket {
    /// Runs the command at `index` of `list`, or goes on to what follows the list.
    pub(super) fn next(&mut self, system: &mut dyn System, config: &Config, list: List, index: usize) {
        let (_, state, commands) = list.of(config);
        let Some(command) = commands.get(index) else {
            self.control = None;
            return self.after_list(system, config, list);
        };
        self.arm(system, config);
        match self.spawn(system, config, command) {
            Some(id) => {
                self.control = Some(Control { command: id, pid: None, list, index });
                self.set(system, state);
            }
            None => self.after_failure(system, config, list, Outcome::Resources.name()),
        }
    }

    fn after_list(&mut self, system: &mut dyn System, config: &Config, list: List) {
        match list {
            List::StartPre => self.open(system, config),
            List::StartPost => self.listen(system),
            List::StopPre => self.enter_stop_post(system, config, "success"),
            List::StopPost => self.enter_signal(system, config, State::FinalSigterm, "success"),
        }
    }

    fn after_failure(&mut self, system: &mut dyn System, config: &Config, list: List, result: &'static str) {
        match list {
            List::StartPre | List::StopPost => {
                self.enter_signal(system, config, State::FinalSigterm, result);
            }
            List::StartPost => self.enter_stop_pre(system, config, result),
            List::StopPre => self.enter_stop_post(system, config, result),
        }
    }

    pub(super) fn enter_stop_pre(&mut self, system: &mut dyn System, config: &Config, result: &'static str) {
        self.fail_with(result);
        self.next(system, config, List::StopPre, 0);
    }

    fn enter_stop_post(&mut self, system: &mut dyn System, config: &Config, result: &'static str) {
        self.fail_with(result);
        self.close(system, config);
        self.next(system, config, List::StopPost, 0);
    }

    /// Signals what runs, and waits for it to end; goes on where nothing does.
    pub(super) fn enter_signal(
        &mut self,
        system: &mut dyn System,
        config: &Config,
        state: State,
        result: &'static str,
    ) {
        self.fail_with(result);
        if self.signal_all(system, config, state) {
            self.arm(system, config);
            return self.set(system, state);
        }
        match state {
            State::StopPreSigterm | State::StopPreSigkill => self.enter_stop_post(system, config, "success"),
            _ => self.enter_dead(system),
        }
    }

    fn enter_dead(&mut self, system: &mut dyn System) {
        (self.control, self.deadline) = (None, None);
        let unit = Rc::clone(&self.unit);
        if let Kind::Socket(config) = &unit.kind {
            self.close(system, config);
        }
        system.clean_up(&unit, false);
        self.set(system, if self.result == "success" { State::Dead } else { State::Failed });
    }

    fn fail_with(&mut self, result: &'static str) {
        if self.result == "success" {
            self.result = result;
        }
    }

    fn spawn(
        &mut self,
        system: &mut dyn System,
        config: &Config,
        command: &ExecCommand,
    ) -> Option<CommandId> {
        let unit = Rc::clone(&self.unit);
        let job = Job {
            unit: &unit,
            command,
            context: &config.context,
            as_user: !(command.privileged || command.no_setuid),
            restricted: !command.privileged,
            variables: vec![("INVOCATION_ID".to_owned(), format!("{:032x}", self.invocation))],
            sockets: Vec::new(),
            main: false,
        };
        match system.spawn(&job) {
            Ok(id) => {
                self.commands.push(id);
                Some(id)
            }
            Err(error) => {
                let message = format!("can't start {}: {}", command.path, error.desc());
                system.log(Some(&unit.name), Level::Error, &message);
                None
            }
        }
    }

    /// Each command, and each signal, has `TimeoutSec=`, but no more than the container has.
    fn arm(&mut self, system: &dyn System, config: &Config) {
        self.deadline = config.timeout.map(|timeout| system.monotonic().saturating_add(timeout));
        self.clamp_deadline(system);
    }

    pub(super) fn clamp_deadline(&mut self, system: &dyn System) {
        if let Some(by) = self.stop_by {
            let by = by.max(system.monotonic() + LEAST);
            self.deadline = Some(self.deadline.map_or(by, |deadline| deadline.min(by)));
        }
    }

    /// One of its commands' trackers says something.
    pub(crate) fn report(&mut self, system: &mut dyn System, id: CommandId, report: Report) {
        let unit = Rc::clone(&self.unit);
        let Kind::Socket(config) = &unit.kind else { return };
        let current = self.control.as_mut().filter(|control| control.command == id);
        match report {
            Report::Started(pid) => {
                if let Some(control) = current {
                    control.pid = Some(pid);
                    if self.state.is_ending() {
                        // It may not even have existed when all were signalled.
                        self.signal_all(system, config, self.state);
                    }
                }
            }
            Report::Executed => (),
            Report::SetupFailed { status, message } => {
                system.log(Some(&unit.name), Level::Error, &message);
                if let Some(list) = current.filter(|_| status < 0).map(|control| control.list) {
                    self.control = None;
                    self.after_failure(system, config, list, Outcome::Resources.name());
                }
            }
            Report::Exited { pid, exit } => {
                if current.is_some_and(|control| control.pid == Some(pid)) {
                    self.exited(system, config, exit);
                }
            }
            Report::Gone { .. } => {
                self.commands.retain(|command| *command != id);
                if self.control.as_ref().is_some_and(|control| control.command == id) {
                    // Its end was never reported: it went unseen together with its tracker.
                    self.exited(system, config, Exit::Signal { signal: 9, dumped: false });
                }
                if self.commands.is_empty() {
                    self.emptied(system, config);
                }
            }
        }
    }

    fn exited(&mut self, system: &mut dyn System, config: &Config, exit: Exit) {
        let Some(Control { list, index, .. }) = self.control.take() else { return };
        let (directive, _, commands) = list.of(config);
        let Some(command) = commands.get(index) else { return };
        let mut outcome = Outcome::of(exit, &ExitStatusSet::default(), false);
        if command.ignore_failure {
            outcome = Outcome::Success;
        }
        if outcome != Outcome::Success {
            let message = format!("{directive}={} {}", command.path, describe(exit));
            system.log(Some(&self.unit.name), Level::Warning, &message);
        }
        match self.state {
            State::StopPreSigterm | State::StopPreSigkill => {
                self.enter_stop_post(system, config, outcome.name());
            }
            // What else was signalled is waited for.
            State::FinalSigterm | State::FinalSigkill => self.fail_with(outcome.name()),
            _ if outcome == Outcome::Success => self.next(system, config, list, index + 1),
            _ => self.after_failure(system, config, list, outcome.name()),
        }
    }

    /// No process of it is left.
    fn emptied(&mut self, system: &mut dyn System, config: &Config) {
        match self.state {
            State::StopPreSigterm | State::StopPreSigkill => self.enter_stop_post(system, config, "success"),
            State::FinalSigterm | State::FinalSigkill => self.enter_dead(system),
            _ => (),
        }
    }

    /// Its deadline has passed.
    pub(crate) fn timed_out(&mut self, system: &mut dyn System) {
        let unit = Rc::clone(&self.unit);
        let Kind::Socket(config) = &unit.kind else { return };
        if self.state == State::Listening {
            return self.goes_on(system);
        }
        self.deadline = None;
        let result = Outcome::Timeout.name();
        let message = format!("a command took too long ({})", self.state.name());
        system.log(Some(&unit.name), Level::Warning, &message);
        let kills = config.kill.send_sigkill;
        match self.state {
            State::StartPre | State::StopPost => {
                self.enter_signal(system, config, State::FinalSigterm, result);
            }
            State::StartPost => {
                // It goes on beside what comes next, as in systemd, until all that is left is signalled.
                self.control = None;
                self.enter_stop_pre(system, config, result);
            }
            State::StopPre => self.enter_signal(system, config, State::StopPreSigterm, result),
            State::StopPreSigterm if kills => {
                self.enter_signal(system, config, State::StopPreSigkill, result);
            }
            State::StopPreSigterm | State::StopPreSigkill => self.enter_stop_post(system, config, result),
            State::FinalSigterm if kills => self.enter_signal(system, config, State::FinalSigkill, result),
            State::FinalSigterm | State::FinalSigkill => {
                self.fail_with(result);
                self.enter_dead(system);
            }
            State::Dead | State::Listening | State::Running | State::Failed => (),
        }
    }
}

/// The unit as a socket's, if it is one.
pub(super) fn config_of(unit: &Unit) -> Option<&Config> {
    match &unit.kind {
        Kind::Socket(config) => Some(config),
        _ => None,
    }
}
