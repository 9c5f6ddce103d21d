//! How a service starts: the start limit, its main process, and when it counts as running.

use std::rc::Rc;
use std::time::Duration;

use super::super::state::{Outcome, ServiceState};
use super::command_lists::CommandList;
use super::notify::Announced;
use super::{Main, Service};
use crate::init::system::{Priority, Processes, System};
use crate::init::unit::{ExecCommand, ExitType, KillMode, Kind, ServiceType, ServiceUnit};

impl Service {
    /// Starts it. Conditions have been looked at; it is down, or its restart is due.
    pub(crate) fn start(&mut self, system: &mut dyn System) {
        if !(self.state == ServiceState::AutoRestartQueued || self.state.active().is_down()) {
            return;
        }
        let now = system.monotonic();
        self.restarts.start_limit_hit = !self.may_start(now);
        if self.restarts.start_limit_hit {
            let limit = self.unit.start_limit;
            let message = format!(
                "started {} times within {}: not started again. `systemctl reset-failed {}` forgets that.",
                limit.burst,
                crate::init::unit::written::span(limit.interval),
                self.unit.name
            );
            self.say(system, Priority::Error, &message);
            let before = self.state;
            self.enter_dead(system, Outcome::StartLimitHit, false);
            if before == self.state {
                // The second failure counts too, for the sockets and for StartLimitAction=.
                self.changes.push_back((before, before));
            }
            return;
        }
        if std::mem::take(&mut self.restarts.begin_anew) {
            self.restarts.count = 0;
        }
        self.result = Outcome::Success;
        self.failure_code = 0;
        self.reload_result = Outcome::Success;
        self.main = Main::default();
        self.control = None;
        self.stopping.asked = false;
        self.stopping.restarting = false;
        self.announced.status_text.clear();
        self.announced.errno = 0;
        self.announced.said = Announced::Nothing;
        self.watchdog.period = None;
        self.invocation = system.random();
        let unit = Rc::clone(&self.unit);
        if let Kind::Service(config) = &unit.kind {
            if self.is_hindered(system, config) {
                let message = "not started beside the processes that are left (SendSIGKILL=no)";
                self.say(system, Priority::Error, message);
                return self.enter_dead(system, Outcome::Resources, true);
            }
            if let Some(pid_file) = &config.pid_file {
                // What a former run left behind must not be taken for this one's.
                if self.is_empty() {
                    system.remove_file(pid_file);
                }
            }
            self.next_list(system, config, CommandList::Condition, 0);
        }
    }

    /// Whether processes are left that may not be killed: what they hold must not be disturbed.
    fn is_hindered(&self, system: &mut dyn Processes, config: &ServiceUnit) -> bool {
        !config.kill.send_sigkill
            && matches!(config.kill.mode, KillMode::ControlGroup | KillMode::Mixed)
            && !system.processes(&self.commands, &self.adopted).is_empty()
    }

    fn may_start(&mut self, now: Duration) -> bool {
        let limit = self.unit.start_limit;
        if limit.interval.is_zero() || limit.burst == 0 {
            return true;
        }
        while self.restarts.starts.front().is_some_and(|start| now.saturating_sub(*start) >= limit.interval) {
            self.restarts.starts.pop_front();
        }
        if self.restarts.starts.len() >= usize::try_from(limit.burst).unwrap_or(usize::MAX) {
            return false;
        }
        self.restarts.starts.push_back(now);
        true
    }

    pub(super) fn enter_start(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        if config.kind == ServiceType::Forking {
            return self.next_list(system, config, CommandList::Start, 0);
        }
        let Some(command) = config.exec_start.first() else {
            // A oneshot unit without ExecStart= consists only of its ExecStop=.
            return self.enter_start_post(system, config);
        };
        self.arm(system, config.timeout_start);
        self.start_main(system, config, command, 0);
        if !self.main.is_alive() {
            return self.enter_signal(system, ServiceState::StopSigterm, Outcome::Resources);
        }
        self.set(system, ServiceState::Start);
    }

    /// Starts the main process, or a oneshot service's next one.
    pub(super) fn start_main(
        &mut self,
        system: &mut dyn System,
        config: &ServiceUnit,
        command: &ExecCommand,
        index: usize,
    ) {
        self.main.exit = None;
        self.main.pid = None;
        self.main.index = index;
        self.main.command = self.spawn(system, config, command, None);
        self.main.started = system.realtime();
    }

    pub(super) fn enter_start_post(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        self.reset_watchdog(system);
        self.next_list(system, config, CommandList::StartPost, 0);
    }

    /// Starting is over: it runs, or has run and stays active, or is on its way out already.
    pub(super) fn enter_running(&mut self, system: &mut dyn System, outcome: Outcome) {
        self.control = None;
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        self.fail_with(outcome);
        self.timeouts.deadline = None;
        if self.result.is_failure() {
            return self.enter_signal(system, ServiceState::StopSigterm, outcome);
        }
        if self.is_good(config) {
            match self.announced.said {
                Announced::Reloading => return self.enter_reload_by_notify(system, config),
                Announced::Stopping => return self.enter_stop_by_notify(system, config),
                _ => (),
            }
            if self.state != ServiceState::Running {
                self.reset_watchdog(system);
            }
            self.set(system, ServiceState::Running);
            self.timeouts.deadline = config.runtime_max.map(|most| {
                // Drawn anew after a reload too, as with systemd.
                let extra = system.random_part(config.runtime_randomized_extra);
                self.timeouts.active_since.saturating_add(most).saturating_add(extra)
            });
        } else if config.remain_after_exit {
            self.set(system, ServiceState::Exited);
        } else {
            self.enter_stop(system, Outcome::Success);
        }
    }

    /// Whether there is a process that counts as the service.
    fn is_good(&self, config: &ServiceUnit) -> bool {
        if config.kind == ServiceType::Dbus && !self.has_name {
            return false;
        }
        if config.exit_type == ExitType::Cgroup {
            return !self.is_empty();
        }
        let unknown = self.main.last_pid == 0 && config.kind == ServiceType::Forking;
        self.main.is_alive() || (unknown && !self.is_empty())
    }
}
