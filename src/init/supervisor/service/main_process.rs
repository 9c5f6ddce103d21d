//! What the end of a service's main process means.

use std::rc::Rc;
use std::time::Duration;

use super::super::state::{Outcome, ServiceState, describe};
use super::Service;
use super::notify::is_notify;
use crate::init::system::{CommandId, Priority, Processes, System};
use crate::init::tracker::Exit;
use crate::init::unit::{ExitType, KillMode, Kind, NotifyAccess, ServiceType, ServiceUnit};

/// The main process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Main {
    /// The command that it was started by, if it was.
    pub command: Option<CommandId>,
    /// Its process: none before it exists and after its end.
    pub pid: Option<i32>,
    /// Its place in `ExecStart=`.
    pub index: usize,
    /// The pid of the last main process, also when it has ended.
    pub last_pid: i32,
    /// How the last main process ended.
    pub exit: Option<Exit>,
    /// When it started and ended, since 1970.
    pub started: Duration,
    /// See `started`.
    pub ended: Duration,
}

impl Main {
    /// It was started, and is not known to have ended.
    pub(crate) fn is_alive(&self) -> bool {
        self.command.is_some() || self.pid.is_some()
    }
}

impl Service {
    pub(super) fn main_exited(&mut self, system: &mut dyn System, config: &ServiceUnit, exit: Exit) {
        // A daemon may move to another process, if its PID file says so before the old one ends.
        let old = self.main.pid;
        if let Some(path) = &config.pid_file
            && self.load_pid_file(system, path).is_ok()
            && self.main.pid != old
        {
            return;
        }
        let daemon = config.kind != ServiceType::Oneshot;
        // The prefixes of the command also hold for a daemon that forked away from it.
        let command = config.exec_start.get(self.main.index);
        let mut outcome = Outcome::of(exit, &config.success_exit_status, daemon);
        self.main.pid = None;
        self.main.command = None;
        self.main.exit = Some(exit);
        self.main.ended = system.realtime();
        if command.is_some_and(|command| command.ignore_failure) {
            outcome = Outcome::Success;
        }
        if outcome.is_failure() {
            self.say(system, Priority::Warning, &format!("main process {}", describe(exit)));
        }
        self.fail_with(outcome);
        if self.state == ServiceState::Start
            && config.kind == ServiceType::Oneshot
            && outcome == Outcome::Success
        {
            let next = self.main.index + 1;
            if let Some(command) = config.exec_start.get(next) {
                self.arm(system, config.timeout_start);
                self.start_main(system, config, command, next);
                if !self.main.is_alive() {
                    self.enter_signal(system, ServiceState::StopSigterm, Outcome::Resources);
                }
                return;
            }
        }
        self.after_main(system, config, outcome);
    }

    /// The main process, another process's child, has ended. Nobody knows how, so it counts as well.
    pub(crate) fn vanished(&mut self, system: &mut dyn System, pid: i32) {
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        if self.main.pid == Some(pid) {
            self.main.pid = None;
            self.main.ended = system.realtime();
            self.after_main(system, config, Outcome::Success);
        }
    }

    fn after_main(&mut self, system: &mut dyn System, config: &ServiceUnit, outcome: Outcome) {
        if config.exit_type == ExitType::Cgroup && self.has_others(system) {
            // The service goes on until its last process has ended.
            if self.state == ServiceState::Start && !is_notify(config) && config.kind != ServiceType::Dbus {
                self.enter_start_post(system, config);
            }
            return;
        }
        let controlled = self.control.is_some();
        match self.state {
            ServiceState::StartPost | ServiceState::Reload if !controlled => self.enter_stop(system, outcome),
            ServiceState::Start if config.kind == ServiceType::Oneshot => {
                if outcome == Outcome::Success {
                    self.enter_start_post(system, config);
                } else {
                    self.enter_signal(system, ServiceState::StopSigterm, outcome);
                }
            }
            ServiceState::Start if is_notify(config) => {
                if outcome != Outcome::Success {
                    self.enter_signal(system, ServiceState::StopSigterm, outcome);
                } else if !config.remain_after_exit || config.notify_access == NotifyAccess::Main {
                    self.say(system, Priority::Warning, "main process ended before it said READY=1");
                    self.enter_signal(system, ServiceState::StopSigterm, Outcome::Protocol);
                }
            }
            ServiceState::ReloadSignal
            | ServiceState::ReloadNotify
            | ServiceState::Start
            | ServiceState::Running => {
                self.enter_running(system, outcome);
            }
            ServiceState::StopWatchdog | ServiceState::StopSigterm | ServiceState::StopSigkill
                if !controlled =>
            {
                self.enter_stop_post(system, outcome);
            }
            ServiceState::StopPost if !controlled => {
                self.enter_signal(system, ServiceState::FinalSigterm, outcome);
            }
            ServiceState::FinalWatchdog | ServiceState::FinalSigterm | ServiceState::FinalSigkill
                if !controlled =>
            {
                self.final_step(system, outcome);
            }
            _ => (),
        }
    }

    /// Whether processes are left besides the main one, which has ended.
    fn has_others(&self, system: &mut dyn Processes) -> bool {
        let all = system.processes(&self.commands, &self.adopted);
        all.iter().any(|process| process.pid != self.main.last_pid)
    }

    /// In the last states: the service is down as soon as every process that it waits for is gone.
    pub(super) fn final_step(&mut self, system: &mut dyn System, outcome: Outcome) {
        self.fail_with(outcome);
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        let everybody = matches!(config.kill.mode, KillMode::ControlGroup | KillMode::Mixed);
        if everybody && !self.is_empty() {
            if self.state != ServiceState::FinalSigkill {
                // The others had the same signal; what is not gone by the deadline is killed then.
                return;
            }
            if !system.processes(&self.commands, &self.adopted).is_empty() {
                return;
            }
        }
        self.enter_dead(system, Outcome::Success, true);
    }
}
