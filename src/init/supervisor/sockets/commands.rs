//! A socket unit's commands: `ExecStartPre=`, `ExecStartPost=`, `ExecStopPre=`, `ExecStopPost=`, one after the
//! other, and what their ends mean. As in systemd's socket.c.

use std::rc::Rc;
use std::time::Duration;

use super::super::state::{Outcome, describe};
use super::command_lists::{SocketCommandList, SocketProcess};
use super::state::SocketState;
use super::{Socket, SocketUnit};
use crate::init::system::{Clocks, CommandId, Launch, Priority, Processes, System};
use crate::init::tracker::{Exit, TrackerReport};
use crate::init::unit::{ExecCommand, ExitStatusSet, Kind, Unit};

/// What each step of a stop gets at least, however late it is.
const LEAST: Duration = Duration::from_millis(100);

impl Socket {
    /// Runs the command at `index` of `list`, or goes on to what follows the list.
    pub(super) fn next(
        &mut self,
        system: &mut dyn System,
        config: &SocketUnit,
        list: SocketCommandList,
        index: usize,
    ) {
        let (_, state, commands) = list.of(config);
        let Some(command) = commands.get(index) else {
            self.control = None;
            return self.after_list(system, config, list);
        };
        self.arm(system, config);
        match self.spawn(system, config, command) {
            Some(id) => {
                self.control = Some(SocketProcess { command: id, pid: None, list, index });
                self.set(system, state);
            }
            None => self.after_failure(system, config, list, Outcome::Resources.name()),
        }
    }

    fn after_list(&mut self, system: &mut dyn System, config: &SocketUnit, list: SocketCommandList) {
        match list {
            SocketCommandList::StartPre => self.open(system, config),
            SocketCommandList::StartPost => self.listen(system),
            SocketCommandList::StopPre => self.enter_stop_post(system, config, "success"),
            SocketCommandList::StopPost => {
                self.enter_signal(system, config, SocketState::FinalSigterm, "success");
            }
        }
    }

    fn after_failure(
        &mut self,
        system: &mut dyn System,
        config: &SocketUnit,
        list: SocketCommandList,
        result: &'static str,
    ) {
        match list {
            SocketCommandList::StartPre | SocketCommandList::StopPost => {
                self.enter_signal(system, config, SocketState::FinalSigterm, result);
            }
            SocketCommandList::StartPost => self.enter_stop_pre(system, config, result),
            SocketCommandList::StopPre => self.enter_stop_post(system, config, result),
        }
    }

    pub(super) fn enter_stop_pre(
        &mut self,
        system: &mut dyn System,
        config: &SocketUnit,
        result: &'static str,
    ) {
        self.fail_with(result);
        self.next(system, config, SocketCommandList::StopPre, 0);
    }

    fn enter_stop_post(&mut self, system: &mut dyn System, config: &SocketUnit, result: &'static str) {
        self.fail_with(result);
        self.close(system, config);
        self.next(system, config, SocketCommandList::StopPost, 0);
    }

    /// Signals what runs and waits for its end; goes on at once where nothing runs.
    pub(super) fn enter_signal(
        &mut self,
        system: &mut dyn System,
        config: &SocketUnit,
        state: SocketState,
        result: &'static str,
    ) {
        self.fail_with(result);
        if self.signal_all(system, config, state) {
            self.arm(system, config);
            return self.set(system, state);
        }
        match state {
            SocketState::StopPreSigterm | SocketState::StopPreSigkill => {
                self.enter_stop_post(system, config, "success");
            }
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
        self.set(system, if self.result == "success" { SocketState::Dead } else { SocketState::Failed });
    }

    fn fail_with(&mut self, result: &'static str) {
        if self.result == "success" {
            self.result = result;
        }
    }

    fn spawn(
        &mut self,
        system: &mut dyn Processes,
        config: &SocketUnit,
        command: &ExecCommand,
    ) -> Option<CommandId> {
        let unit = Rc::clone(&self.unit);
        let launch = Launch {
            unit: &unit,
            command,
            context: &config.context,
            as_user: !(command.privileged || command.no_setuid),
            restricted: !command.privileged,
            variables: vec![("INVOCATION_ID".to_owned(), format!("{:032x}", self.invocation))],
            sockets: Vec::new(),
            main: false,
        };
        match system.spawn(&launch) {
            Ok(id) => {
                self.commands.push(id);
                Some(id)
            }
            Err(error) => {
                let message = format!("can't start {}: {}", command.path, error.desc());
                system.log(Some(&unit.name), Priority::Error, &message);
                None
            }
        }
    }

    /// Sets the deadline: each command and each signal has `TimeoutSec=`, but no more than the container has.
    fn arm(&mut self, system: &dyn Clocks, config: &SocketUnit) {
        self.deadline = config.timeout.map(|timeout| system.monotonic().saturating_add(timeout));
        self.clamp_deadline(system);
    }

    pub(super) fn clamp_deadline(&mut self, system: &dyn Clocks) {
        if let Some(by) = self.stop_by {
            let by = by.max(system.monotonic() + LEAST);
            self.deadline = Some(self.deadline.map_or(by, |deadline| deadline.min(by)));
        }
    }

    /// One of its commands' trackers says something.
    pub(crate) fn report(&mut self, system: &mut dyn System, id: CommandId, report: TrackerReport) {
        let unit = Rc::clone(&self.unit);
        let Kind::Socket(config) = &unit.kind else { return };
        let current = self.control.as_mut().filter(|control| control.command == id);
        match report {
            TrackerReport::Started(pid) => {
                if let Some(control) = current {
                    control.pid = Some(pid);
                    if self.state.is_ending() {
                        // It may not have existed yet when all were signalled.
                        self.signal_all(system, config, self.state);
                    }
                }
            }
            TrackerReport::Executed => (),
            TrackerReport::SetupFailed { status, message } => {
                system.log(Some(&unit.name), Priority::Error, &message);
                if let Some(list) = current.filter(|_| status < 0).map(|control| control.list) {
                    self.control = None;
                    self.after_failure(system, config, list, Outcome::Resources.name());
                }
            }
            TrackerReport::Exited { pid, exit } => {
                if current.is_some_and(|control| control.pid == Some(pid)) {
                    self.exited(system, config, exit);
                }
            }
            TrackerReport::Gone { .. } => {
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

    fn exited(&mut self, system: &mut dyn System, config: &SocketUnit, exit: Exit) {
        let Some(SocketProcess { list, index, .. }) = self.control.take() else { return };
        let (directive, _, commands) = list.of(config);
        let Some(command) = commands.get(index) else { return };
        let mut outcome = Outcome::of(exit, &ExitStatusSet::default(), false);
        if command.ignore_failure {
            outcome = Outcome::Success;
        }
        if outcome != Outcome::Success {
            let message = format!("{directive}={} {}", command.path, describe(exit));
            system.log(Some(&self.unit.name), Priority::Warning, &message);
        }
        match self.state {
            SocketState::StopPreSigterm | SocketState::StopPreSigkill => {
                self.enter_stop_post(system, config, outcome.name());
            }
            // The other processes that were signalled still have to end.
            SocketState::FinalSigterm | SocketState::FinalSigkill => self.fail_with(outcome.name()),
            _ if outcome == Outcome::Success => self.next(system, config, list, index + 1),
            _ => self.after_failure(system, config, list, outcome.name()),
        }
    }

    /// No process of it is left.
    fn emptied(&mut self, system: &mut dyn System, config: &SocketUnit) {
        match self.state {
            SocketState::StopPreSigterm | SocketState::StopPreSigkill => {
                self.enter_stop_post(system, config, "success");
            }
            SocketState::FinalSigterm | SocketState::FinalSigkill => self.enter_dead(system),
            _ => (),
        }
    }

    /// Its deadline has passed.
    pub(crate) fn timed_out(&mut self, system: &mut dyn System) {
        let unit = Rc::clone(&self.unit);
        let Kind::Socket(config) = &unit.kind else { return };
        if self.state == SocketState::Listening {
            return self.goes_on(system);
        }
        self.deadline = None;
        let result = Outcome::Timeout.name();
        let message = format!("a command took too long ({})", self.state.name());
        system.log(Some(&unit.name), Priority::Warning, &message);
        let kills = config.kill.send_sigkill;
        match self.state {
            SocketState::StartPre | SocketState::StopPost => {
                self.enter_signal(system, config, SocketState::FinalSigterm, result);
            }
            SocketState::StartPost => {
                // As in systemd, it keeps running beside what comes next, until everything that is left is signalled.
                self.control = None;
                self.enter_stop_pre(system, config, result);
            }
            SocketState::StopPre => self.enter_signal(system, config, SocketState::StopPreSigterm, result),
            SocketState::StopPreSigterm if kills => {
                self.enter_signal(system, config, SocketState::StopPreSigkill, result);
            }
            SocketState::StopPreSigterm | SocketState::StopPreSigkill => {
                self.enter_stop_post(system, config, result);
            }
            SocketState::FinalSigterm if kills => {
                self.enter_signal(system, config, SocketState::FinalSigkill, result);
            }
            SocketState::FinalSigterm | SocketState::FinalSigkill => {
                self.fail_with(result);
                self.enter_dead(system);
            }
            SocketState::Dead | SocketState::Listening | SocketState::Running | SocketState::Failed => (),
        }
    }
}

/// The socket's part of the unit, if it is a socket.
pub(super) fn config_of(unit: &Unit) -> Option<&SocketUnit> {
    match &unit.kind {
        Kind::Socket(config) => Some(config),
        _ => None,
    }
}
