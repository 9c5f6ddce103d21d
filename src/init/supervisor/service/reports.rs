//! What the trackers of a service's commands report, down to the end of the last process.

use std::rc::Rc;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use super::notify::is_notify;
use crate::init::system::{CommandId, Priority, Processes, System};
use crate::init::tracker::{Exit, TrackerReport};
use crate::init::unit::{Kind, ServiceType, ServiceUnit};

impl Service {
    /// One of its commands' trackers says something. `others` are processes that are other services'.
    pub(crate) fn report(
        &mut self,
        system: &mut dyn System,
        id: CommandId,
        report: TrackerReport,
        others: &[i32],
    ) {
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        match report {
            TrackerReport::Started(pid) => self.process_started(system, config, id, pid),
            TrackerReport::Executed => {
                if self.main.command == Some(id)
                    && self.state == ServiceState::Start
                    && config.kind == ServiceType::Exec
                {
                    self.enter_start_post(system, config);
                }
            }
            TrackerReport::SetupFailed { status, message } => {
                self.say(system, Priority::Error, &message);
                if status < 0 {
                    self.never_started(system, id);
                }
            }
            TrackerReport::Exited { pid, exit } => self.exited(system, config, pid, exit),
            TrackerReport::Gone { killed } => self.tracker_gone(system, config, id, killed.then_some(others)),
        }
    }

    fn process_started(&mut self, system: &mut dyn System, config: &ServiceUnit, id: CommandId, pid: i32) {
        if self.main.command == Some(id) {
            self.main.pid = Some(pid);
            self.main.last_pid = pid;
            // It counts as started once its process is there; a reload may need the process's id at once.
            let simple = matches!(config.kind, ServiceType::Simple | ServiceType::Idle);
            if simple && self.state == ServiceState::Start {
                self.enter_start_post(system, config);
            }
        }
        if let Some(control) = self.control.as_mut().filter(|control| control.command == id) {
            control.pid = Some(pid);
        }
        let control = self.control.as_ref().and_then(|control| control.pid);
        if self.main.pid == Some(pid) || control == Some(pid) {
            self.signal_late(system, &config.kill, pid);
        }
    }

    fn never_started(&mut self, system: &mut dyn System, id: CommandId) {
        if self.main.command == Some(id) {
            self.main.command = None;
            self.main.pid = None;
            self.enter_signal(system, ServiceState::StopSigterm, Outcome::Resources);
        } else if let Some(control) = self.control.take_if(|control| control.command == id) {
            self.could_not_spawn(system, control.list);
        }
    }

    /// A process has ended whose parent was PID 1 itself. `others` are processes that are other services'.
    pub(crate) fn reaped(&mut self, system: &mut dyn System, pid: i32, exit: Exit, others: &[i32]) {
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        let adopted = self.adopted.contains(&pid);
        if adopted {
            self.adopted.retain(|adopted| *adopted != pid);
            // What it leaves behind has become PID 1's.
            self.adopt_orphans(system, others);
        }
        self.exited(system, config, pid, exit);
        if adopted && self.is_empty() {
            self.emptied(system, config);
        }
    }

    fn exited(&mut self, system: &mut dyn System, config: &ServiceUnit, pid: i32, exit: Exit) {
        if self.main.pid == Some(pid) {
            self.main_exited(system, config, exit);
        } else if self.control.as_ref().is_some_and(|control| control.pid == Some(pid)) {
            self.control_exited(system, config, exit);
        }
    }

    /// A tracker is gone; `killed`: it did not end by itself. `others` are processes that are other services'.
    fn tracker_gone(
        &mut self,
        system: &mut dyn System,
        config: &ServiceUnit,
        id: CommandId,
        killed: Option<&[i32]>,
    ) {
        if let Some(others) = killed {
            self.adopt(system, others);
        }
        self.commands.retain(|command| *command != id);
        // A process whose end was never reported went unseen together with its tracker.
        if self.main.command == Some(id) {
            match self.main.pid.filter(|pid| self.adopted.contains(pid)) {
                Some(_) => {
                    self.main.command = None;
                    if self.state == ServiceState::Start && config.kind == ServiceType::Exec {
                        // Nobody can tell any more whether it has executed its program; if it does not, it ends.
                        self.enter_start_post(system, config);
                    }
                }
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
    fn adopt(&mut self, system: &mut dyn Processes, others: &[i32]) {
        self.say(
            system,
            Priority::Warning,
            "the process that keeps its processes together was killed; init keeps them",
        );
        self.adopt_orphans(system, others);
    }

    fn adopt_orphans(&mut self, system: &mut dyn Processes, others: &[i32]) {
        for pid in system.orphans() {
            if !self.adopted.contains(&pid) && !others.contains(&pid) {
                self.adopted.push(pid);
            }
        }
    }

    /// No process of it is left.
    fn emptied(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        if self.main.is_alive() {
            return;
        }
        let controlled = self.control.is_some();
        match self.state {
            ServiceState::Start if is_notify(config) && !controlled => {
                self.enter_signal(system, ServiceState::StopSigterm, Outcome::Protocol);
            }
            ServiceState::Start | ServiceState::StartPost if config.pid_file.is_some() && !controlled => {
                self.say(system, Priority::Error, "ended without writing its PIDFile=");
                if self.state == ServiceState::Start {
                    self.enter_signal(system, ServiceState::StopSigterm, Outcome::Protocol);
                } else {
                    self.enter_stop(system, Outcome::Protocol);
                }
            }
            ServiceState::Running => self.enter_running(system, Outcome::Success),
            ServiceState::StopWatchdog | ServiceState::StopSigterm | ServiceState::StopSigkill
                if !controlled =>
            {
                self.enter_stop_post(system, Outcome::Success);
            }
            ServiceState::StopPost
            | ServiceState::FinalWatchdog
            | ServiceState::FinalSigterm
            | ServiceState::FinalSigkill
                if !controlled =>
            {
                self.enter_dead(system, Outcome::Success, true);
            }
            _ => (),
        }
    }
}
