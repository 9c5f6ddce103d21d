//! Which process is the main one, where it was not started as such: `PIDFile=`, a guess, `MAINPID=`.

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use super::notify::NotifyText;
use crate::init::system::{Notification, Priority, Processes, System};
use crate::init::unit::{Kind, ServiceType, ServiceUnit};

/// How long to wait before looking for a PID file again.
const PID_FILE_RETRY: Duration = Duration::from_millis(20);

impl Service {
    /// The process that started a forking service has ended well: what it left running is the service.
    pub(super) fn forked(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        if let Some(path) = &config.pid_file {
            // ExecStartPost= may be what writes it.
            let last_chance = config.exec_start_post.is_empty();
            match self.load_pid_file(system, path) {
                Ok(()) => (),
                Err(_) if !last_chance => (),
                Err(_) if self.is_empty() => {
                    self.say(system, Priority::Error, &format!("ended without writing {}", path.display()));
                    return self.enter_signal(system, ServiceState::StopSigterm, Outcome::Protocol);
                }
                Err(_) => {
                    // The daemon may not have written it yet: TimeoutStartSec= is the limit.
                    self.timeouts.pid_file_retry = Some(system.monotonic() + PID_FILE_RETRY);
                    return;
                }
            }
        } else {
            self.guess_main(system, config);
        }
        self.enter_start_post(system, config);
    }

    /// `ExecStartPost=` has run.
    pub(super) fn started(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        if config.kind == ServiceType::Forking && self.main.pid.is_none() {
            if let Some(path) = &config.pid_file {
                if let Err(problem) = self.load_pid_file(system, path) {
                    if self.is_empty() {
                        self.say(system, Priority::Error, &problem);
                        return self.enter_stop(system, Outcome::Protocol);
                    }
                    self.timeouts.pid_file_retry = Some(system.monotonic() + PID_FILE_RETRY);
                    return;
                }
            } else if self.main.last_pid == 0 {
                self.guess_main(system, config);
            }
        }
        self.enter_running(system, Outcome::Success);
    }

    /// Time to look for the PID file again.
    pub(crate) fn look_again(&mut self, system: &mut dyn System) {
        self.timeouts.pid_file_retry = None;
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        let Some(path) = config.pid_file.as_ref().filter(|_| self.control.is_none()) else { return };
        match (self.load_pid_file(system, path), self.state) {
            (Ok(()), ServiceState::Start) => self.enter_start_post(system, config),
            (Ok(()), ServiceState::StartPost) => self.enter_running(system, Outcome::Success),
            (Err(_), ServiceState::Start | ServiceState::StartPost) => {
                self.timeouts.pid_file_retry = Some(system.monotonic() + PID_FILE_RETRY);
            }
            _ => (),
        }
    }

    pub(super) fn load_pid_file(&mut self, system: &mut dyn System, path: &Path) -> Result<(), String> {
        let pid = system.read_pid_file(path)?;
        if self.main.pid == Some(pid) {
            return Ok(());
        }
        if !self.has_process(system, pid) {
            return Err(format!("{} names process {pid}, which is none of this unit's", path.display()));
        }
        self.set_main(system, pid);
        Ok(())
    }

    /// Whether a process lives and is one of its own.
    fn has_process(&self, system: &mut dyn Processes, pid: i32) -> bool {
        system.processes(&self.commands, &self.adopted).iter().any(|process| process.pid == pid)
    }

    pub(super) fn set_main(&mut self, system: &mut dyn Processes, pid: i32) {
        self.main.pid = Some(pid);
        self.main.last_pid = pid;
        self.main.command = None;
        self.main.exit = None;
        self.main.started = system.realtime();
        if let Err(error) = system.watch_process(pid) {
            let message = format!("process {pid} may end unseen: {}", error.desc());
            self.say(system, Priority::Warning, &message);
        }
    }

    /// The one process that was left to a tracker, where there is exactly one.
    fn guess_main(&mut self, system: &mut dyn Processes, config: &ServiceUnit) {
        if !config.guess_main_pid || self.main.pid.is_some() {
            return;
        }
        let all = system.processes(&self.commands, &self.adopted);
        let mut left = all.iter().filter(|process| all.iter().all(|other| other.pid != process.parent));
        match (left.next(), left.next()) {
            (Some(only), None) => self.set_main(system, only.pid),
            (Some(_), Some(_)) => {
                let message = "left several processes behind: PIDFile= would say which is the main one";
                self.say(system, Priority::Notice, message);
            }
            (None, _) => (),
        }
    }

    pub(super) fn take_main_pid(
        &mut self,
        system: &mut dyn Processes,
        message: &NotifyText<'_>,
        from: &Notification,
    ) {
        let Some(text) = message.get("MAINPID") else { return };
        let Some(pid) = text.parse::<i32>().ok().filter(|pid| *pid > 1) else {
            return self.say(system, Priority::Warning, &format!("MAINPID={text} is no process id"));
        };
        if self.main.pid == Some(pid) || self.state.active().is_down() {
            return;
        }
        if self.has_process(system, pid) || (from.uid == 0 && system.kill(pid, 0).is_ok()) {
            self.set_main(system, pid);
        } else {
            let message = format!("MAINPID={pid} is none of its processes: ignored");
            self.say(system, Priority::Warning, &message);
        }
    }
}
