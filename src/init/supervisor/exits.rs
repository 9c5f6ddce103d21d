//! What reports about a service's processes mean.

use super::service::{Control, List, PID_FILE_RETRY, Service};
use super::state::{Outcome, State, describe};
use crate::init::system::{CommandId, Level, System};
use crate::init::tracker::{Exit, Report};
use crate::init::unit::{Kind, NotifyAccess, Service as Config, ServiceType};

impl Service {
    /// One of its commands' trackers says something.
    pub fn report(&mut self, system: &mut dyn System, id: CommandId, report: Report) {
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        match report {
            Report::Started(pid) => self.process_started(system, config, id, pid),
            Report::Executed => {
                if self.main.command == Some(id)
                    && self.state == State::Start
                    && config.service_type == ServiceType::Exec
                {
                    self.enter_start_post(system, config);
                }
            }
            Report::SetupFailed { status, message } => {
                self.say(system, Level::Error, &message);
                if status < 0 {
                    self.never_started(system, config, id);
                }
            }
            Report::Exited { pid, exit } => self.exited(system, pid, exit),
            Report::Gone { killed } => self.tracker_gone(system, config, id, killed),
        }
    }

    fn process_started(&mut self, system: &mut dyn System, config: &Config, id: CommandId, pid: i32) {
        if self.main.command == Some(id) {
            self.main.pid = Some(pid);
            self.main.last_pid = pid;
            // It counts as started with its process, whose id a reload may ask for at once.
            let simple = matches!(config.service_type, ServiceType::Simple | ServiceType::Idle);
            if simple && self.state == State::Start {
                self.enter_start_post(system, config);
            }
        }
        if let Some(control) = self.control.as_mut().filter(|control| control.command == id) {
            control.pid = Some(pid);
        }
    }

    fn never_started(&mut self, system: &mut dyn System, config: &Config, id: CommandId) {
        self.fail_with(Outcome::Resources);
        if self.main.command == Some(id) {
            self.main_exited(system, config, Exit::Status(1));
        } else if self.control.as_ref().is_some_and(|control| control.command == id) {
            self.control_exited(system, config, Exit::Status(1));
        }
    }

    /// A process has ended whose parent was a tracker, or PID 1 itself.
    pub fn exited(&mut self, system: &mut dyn System, pid: i32, exit: Exit) {
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        let adopted = self.adopted.contains(&pid);
        if adopted {
            self.adopted.retain(|adopted| *adopted != pid);
            // What it leaves behind has become PID 1's.
            self.adopt_orphans(system);
        }
        if self.main.pid == Some(pid) {
            self.main_exited(system, config, exit);
        } else if self.control.as_ref().is_some_and(|control| control.pid == Some(pid)) {
            self.control_exited(system, config, exit);
        }
        if adopted && self.is_empty() {
            self.emptied(system, config);
        }
    }

    fn tracker_gone(&mut self, system: &mut dyn System, config: &Config, id: CommandId, killed: bool) {
        if killed {
            self.adopt(system);
        }
        self.commands.retain(|command| *command != id);
        // A process whose end was never reported went unseen together with its tracker.
        if self.main.command == Some(id) {
            match self.main.pid.filter(|pid| self.adopted.contains(pid)) {
                Some(_) => self.main.command = None,
                None => self.main_exited(system, config, Exit::Signal { signal: 9, dumped: false }),
            }
        }
        if let Some(control) = self.control.as_ref().filter(|control| control.command == id)
            && !control.pid.is_some_and(|pid| self.adopted.contains(&pid))
        {
            self.control_exited(system, config, Exit::Signal { signal: 9, dumped: false });
        }
        if self.is_empty() {
            self.emptied(system, config);
        }
    }

    /// Takes over the processes of a tracker that was killed: they are PID 1's children now.
    fn adopt(&mut self, system: &mut dyn System) {
        self.say(
            system,
            Level::Warning,
            "the process that keeps its processes together was killed; init keeps them",
        );
        self.adopt_orphans(system);
    }

    fn adopt_orphans(&mut self, system: &mut dyn System) {
        for pid in system.orphans() {
            if !self.adopted.contains(&pid) {
                self.adopted.push(pid);
            }
        }
    }

    fn main_exited(&mut self, system: &mut dyn System, config: &Config, exit: Exit) {
        let daemon = config.service_type != ServiceType::Oneshot;
        let command = self.main.command.and(config.exec_start.get(self.main.index));
        let mut outcome = Outcome::of(exit, &config.success_exit_status, daemon);
        self.main.pid = None;
        self.main.command = None;
        self.main.exit = Some(exit);
        self.main.ended = system.realtime();
        if command.is_some_and(|command| command.ignore_failure) {
            outcome = Outcome::Success;
        }
        if outcome.is_failure() {
            self.say(system, Level::Warning, &format!("main process {}", describe(exit)));
        }
        self.fail_with(outcome);
        if self.state == State::Start
            && config.service_type == ServiceType::Oneshot
            && outcome == Outcome::Success
        {
            let next = self.main.index + 1;
            if let Some(command) = config.exec_start.get(next) {
                self.arm(system, config.timeout_start);
                self.start_main(system, config, command, next);
                if !self.main.is_alive() {
                    self.enter_signal(system, State::StopSigterm, Outcome::Resources);
                }
                return;
            }
        }
        self.after_main(system, config, outcome);
    }

    fn after_main(&mut self, system: &mut dyn System, config: &Config, outcome: Outcome) {
        let controlled = self.control.is_some();
        match self.state {
            State::StartPost | State::Reload if !controlled => self.enter_stop(system, outcome),
            State::Start if config.service_type == ServiceType::Oneshot => {
                if outcome == Outcome::Success {
                    self.enter_start_post(system, config);
                } else {
                    self.enter_signal(system, State::StopSigterm, outcome);
                }
            }
            State::Start if is_notify(config) => {
                if outcome != Outcome::Success {
                    self.enter_signal(system, State::StopSigterm, outcome);
                } else if !config.remain_after_exit || config.notify_access == NotifyAccess::Main {
                    self.say(system, Level::Warning, "main process ended before it said READY=1");
                    self.enter_signal(system, State::StopSigterm, Outcome::Protocol);
                }
            }
            State::ReloadSignal | State::ReloadNotify | State::Start | State::Running => {
                self.enter_running(system, outcome);
            }
            State::StopWatchdog | State::StopSigterm | State::StopSigkill if !controlled => {
                self.enter_stop_post(system, outcome);
            }
            State::StopPost if !controlled => self.enter_signal(system, State::FinalSigterm, outcome),
            State::FinalSigterm | State::FinalSigkill if !controlled => self.final_step(system, outcome),
            _ => (),
        }
    }

    /// In the last states: down as soon as every process that is waited for is gone.
    fn final_step(&mut self, system: &mut dyn System, outcome: Outcome) {
        self.fail_with(outcome);
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        let everybody = matches!(
            config.kill.mode,
            crate::init::unit::KillMode::ControlGroup | crate::init::unit::KillMode::Mixed
        );
        if everybody && !self.is_empty() {
            if self.state == State::FinalSigterm {
                // The others had the same signal; what is not gone by the deadline is killed then.
                return;
            }
            if !system.processes(&self.commands, &self.adopted).is_empty() {
                return;
            }
        }
        self.enter_dead(system, Outcome::Success, true);
    }

    fn control_exited(&mut self, system: &mut dyn System, config: &Config, exit: Exit) {
        let Some(Control { list, index, .. }) = self.control.take() else { return };
        let command = list.of(config).get(index);
        let mut outcome = Outcome::of(exit, &crate::init::unit::ExitStatusSet::default(), false);
        if list == List::Condition && matches!(exit, Exit::Status(1..=254)) {
            outcome = Outcome::Condition;
        }
        if command.is_some_and(|command| command.ignore_failure) {
            outcome = Outcome::Success;
        }
        if outcome.is_failure() {
            let path = command.map_or("", |command| command.path.as_str());
            self.say(system, Level::Warning, &format!("{}={path} {}", list.directive(), describe(exit)));
            if self.result == Outcome::Success && list != List::Reload {
                self.fail_with(outcome);
                self.failure_code = exit.code();
            }
        } else if outcome == Outcome::Condition {
            self.say(system, Level::Info, &format!("skipped: ExecCondition= {}", describe(exit)));
            self.fail_with(outcome);
        }
        if outcome == Outcome::Success {
            if list == List::Start {
                return self.after_list(system, config, list);
            }
            return self.next_list(system, config, list, index + 1);
        }
        self.after_control(system, config, list, outcome);
    }

    /// What follows a control process that failed.
    fn after_control(&mut self, system: &mut dyn System, config: &Config, list: List, outcome: Outcome) {
        if matches!(self.state, State::StopWatchdog | State::StopSigterm | State::StopSigkill) {
            if !self.main.is_alive() {
                self.enter_stop_post(system, outcome);
            }
            return;
        }
        if matches!(self.state, State::FinalSigterm | State::FinalSigkill) {
            if !self.main.is_alive() {
                self.final_step(system, outcome);
            }
            return;
        }
        match list {
            List::Condition | List::StartPre | List::Start | List::StartPost | List::Stop => {
                self.enter_signal(system, State::StopSigterm, outcome);
            }
            List::Reload => {
                self.reload_result = outcome;
                self.finish_reload(system, config);
            }
            List::StopPost => self.enter_signal(system, State::FinalSigterm, outcome),
        }
    }

    /// The process that a forking service was started by has ended well: what it left is the service.
    pub(super) fn forked(&mut self, system: &mut dyn System, config: &Config) {
        if let Some(path) = &config.pid_file {
            // ExecStartPost= may be what writes it.
            let last_chance = config.exec_start_post.is_empty();
            match self.load_pid_file(system, path) {
                Ok(()) => (),
                Err(_) if !last_chance => (),
                Err(_) if self.is_empty() => {
                    self.say(system, Level::Error, &format!("ended without writing {}", path.display()));
                    return self.enter_signal(system, State::StopSigterm, Outcome::Protocol);
                }
                Err(_) => {
                    // The daemon may still be about to write it: TimeoutStartSec= is the limit.
                    self.retry = Some(system.monotonic() + PID_FILE_RETRY);
                    return;
                }
            }
        } else {
            self.guess_main(system, config);
        }
        self.enter_start_post(system, config);
    }

    /// `ExecStartPost=` has run.
    pub(super) fn started(&mut self, system: &mut dyn System, config: &Config) {
        if config.service_type == ServiceType::Forking && self.main.pid.is_none() {
            if let Some(path) = &config.pid_file {
                if let Err(problem) = self.load_pid_file(system, path) {
                    if self.is_empty() {
                        self.say(system, Level::Error, &problem);
                        return self.enter_stop(system, Outcome::Protocol);
                    }
                    self.retry = Some(system.monotonic() + PID_FILE_RETRY);
                    return;
                }
            } else if self.main.last_pid == 0 {
                self.guess_main(system, config);
            }
        }
        self.enter_running(system, Outcome::Success);
    }

    /// Time to look for the PID file again.
    pub fn look_again(&mut self, system: &mut dyn System) {
        self.retry = None;
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        let Some(path) = config.pid_file.as_ref().filter(|_| self.control.is_none()) else { return };
        match (self.load_pid_file(system, path), self.state) {
            (Ok(()), State::Start) => self.enter_start_post(system, config),
            (Ok(()), State::StartPost) => self.enter_running(system, Outcome::Success),
            (Err(_), State::Start | State::StartPost) => {
                self.retry = Some(system.monotonic() + PID_FILE_RETRY);
            }
            _ => (),
        }
    }

    fn load_pid_file(&mut self, system: &mut dyn System, path: &std::path::Path) -> Result<(), String> {
        let pid = system.read_pid_file(path)?;
        if self.main.pid == Some(pid) {
            return Ok(());
        }
        let own = system.processes(&self.commands, &self.adopted).iter().any(|process| process.pid == pid);
        if !own {
            return Err(format!("{} names process {pid}, which is none of this unit's", path.display()));
        }
        self.set_main(system, pid);
        Ok(())
    }

    pub(super) fn set_main(&mut self, system: &mut dyn System, pid: i32) {
        self.main.pid = Some(pid);
        self.main.last_pid = pid;
        self.main.command = None;
        self.main.exit = None;
        self.main.started = system.realtime();
    }

    /// The one process that was left to a tracker, where there is exactly one.
    fn guess_main(&mut self, system: &mut dyn System, config: &Config) {
        if !config.guess_main_pid || self.main.pid.is_some() {
            return;
        }
        let all = system.processes(&self.commands, &self.adopted);
        let mut left = all.iter().filter(|process| all.iter().all(|other| other.pid != process.parent));
        match (left.next(), left.next()) {
            (Some(only), None) => self.set_main(system, only.pid),
            (Some(_), Some(_)) => {
                let message = "left several processes behind: PIDFile= would say which is the main one";
                self.say(system, Level::Notice, message);
            }
            (None, _) => (),
        }
    }

    /// `ExecReload=` has run well.
    pub(super) fn reloaded(&mut self, system: &mut dyn System, config: &Config) {
        self.reload_result = Outcome::Success;
        if let Some(path) = &config.pid_file {
            // A reload may have changed the main process.
            let _ = self.load_pid_file(system, path);
        }
        self.finish_reload(system, config);
    }

    fn finish_reload(&mut self, system: &mut dyn System, config: &Config) {
        if config.service_type == ServiceType::NotifyReload
            && self.said == super::service::Said::Reloading
            && self.main.is_alive()
        {
            // It said so itself while ExecReload= ran: READY=1 ends it.
            self.arm(system, config.timeout_start);
            return self.set(system, State::ReloadNotify);
        }
        self.enter_running(system, Outcome::Success);
    }

    /// No process of it is left.
    fn emptied(&mut self, system: &mut dyn System, config: &Config) {
        if self.main.is_alive() {
            return;
        }
        let controlled = self.control.is_some();
        match self.state {
            State::Start if is_notify(config) && !controlled => {
                self.enter_signal(system, State::StopSigterm, Outcome::Protocol);
            }
            State::Start | State::StartPost if config.pid_file.is_some() && !controlled => {
                self.say(system, Level::Error, "ended without writing its PIDFile=");
                if self.state == State::Start {
                    self.enter_signal(system, State::StopSigterm, Outcome::Protocol);
                } else {
                    self.enter_stop(system, Outcome::Protocol);
                }
            }
            State::Running => self.enter_running(system, Outcome::Success),
            State::StopWatchdog | State::StopSigterm | State::StopSigkill if !controlled => {
                self.enter_stop_post(system, Outcome::Success);
            }
            State::StopPost | State::FinalSigterm | State::FinalSigkill if !controlled => {
                self.enter_dead(system, Outcome::Success, true);
            }
            _ => (),
        }
    }
}

/// Whether READY=1 is what makes it active.
pub(super) fn is_notify(config: &Config) -> bool {
    matches!(config.service_type, ServiceType::Notify | ServiceType::NotifyReload)
}
