//! How a service ends: `ExecStop=`, signals (`signals.rs`), `ExecStopPost=`, and then down or, if
//! `Restart=` says so (`restart.rs`), back.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use super::command_lists::CommandList;
use crate::init::system::{Clocks, Processes, System};
use crate::init::unit::{Kind, ServiceUnit, Signal};

/// What each step of a stop gets at least, however late it is.
const LEAST: Duration = Duration::from_millis(100);

/// What is known of a stop.
#[derive(Debug, Default)]
pub(super) struct Stopping {
    /// Somebody wants it down: it is not restarted.
    pub(super) asked: bool,
    /// It is one half of a restart: `RestartKillSignal=`.
    pub(super) restarting: bool,
    /// The processes that got the state's signal while others had not reported their pid yet.
    pub(super) signalled: BTreeSet<i32>,
    /// The log has said that there is a process that can't be signalled.
    pub(super) reported_untouchable: bool,
}

impl Service {
    /// Stops it, for good.
    pub(crate) fn stop(&mut self, system: &mut dyn System) {
        self.stopping.asked = true;
        match self.state {
            ServiceState::Dead | ServiceState::Failed => (),
            ServiceState::AutoRestart | ServiceState::AutoRestartQueued => {
                self.timeouts.deadline = None;
                self.restarts.begin_anew = true;
                // RuntimeDirectoryPreserve=restart kept what was meant for the next run.
                system.clean_up(&Rc::clone(&self.unit), self.stopping.restarting);
                self.set(system, ServiceState::Dead);
            }
            ServiceState::Condition
            | ServiceState::StartPre
            | ServiceState::Start
            | ServiceState::StartPost
            | ServiceState::Reload
            | ServiceState::ReloadSignal
            | ServiceState::ReloadNotify => {
                self.enter_signal(system, ServiceState::StopSigterm, Outcome::Success);
            }
            ServiceState::Running | ServiceState::Exited => self.enter_stop(system, Outcome::Success),
            _ => self.clamp_deadline(system),
        }
    }

    pub(super) fn enter_stop(&mut self, system: &mut dyn System, outcome: Outcome) {
        self.fail_with(outcome);
        let unit = Rc::clone(&self.unit);
        if let Kind::Service(config) = &unit.kind {
            self.next_list(system, config, CommandList::Stop, 0);
        }
    }

    /// It said `STOPPING=1`: it is ending by itself.
    pub(super) fn enter_stop_by_notify(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        self.arm(system, config.timeout_stop);
        self.clamp_deadline(system);
        self.set(system, ServiceState::StopSigterm);
    }

    pub(super) fn enter_stop_post(&mut self, system: &mut dyn System, outcome: Outcome) {
        self.fail_with(outcome);
        let unit = Rc::clone(&self.unit);
        if let Kind::Service(config) = &unit.kind {
            self.next_list(system, config, CommandList::StopPost, 0);
        }
    }

    /// `ExecStopPost=` is over. A main process that `KillMode=` spares has until its deadline.
    pub(super) fn stopped(&mut self, system: &mut dyn System, outcome: Outcome) {
        if self.state == ServiceState::StopPost && self.main.is_alive() {
            return self.fail_with(outcome);
        }
        self.enter_signal(system, ServiceState::FinalSigterm, outcome);
    }

    /// No step of a stop lasts longer than the container has; each leaves some time to the next.
    pub(super) fn clamp_deadline(&mut self, system: &dyn Clocks) {
        if let Some(by) = self.timeouts.stop_by {
            // Each step has at least this long: killed processes need a moment too.
            let by = by.max(system.monotonic() + LEAST);
            self.timeouts.is_hurried |= self.timeouts.deadline.is_none_or(|deadline| by < deadline);
            self.timeouts.deadline = Some(self.timeouts.deadline.map_or(by, |deadline| deadline.min(by)));
        }
    }

    /// It is down. Decides whether it comes back.
    pub(super) fn enter_dead(&mut self, system: &mut dyn System, outcome: Outcome, may_restart: bool) {
        self.fail_with(outcome);
        self.timeouts.deadline = None;
        self.timeouts.pid_file_retry = None;
        self.control = None;
        self.main.command = None;
        self.main.pid = None;
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        let restart = may_restart && self.shall_restart(config);
        system.close_notify(&unit.name);
        system.clean_up(&unit, restart || self.stopping.restarting);
        if let Some(pid_file) = &config.pid_file {
            system.remove_file(pid_file);
        }
        if restart {
            self.await_restart(system, config);
        } else {
            self.restarts.begin_anew = true;
            self.set(
                system,
                if self.result.is_failure() { ServiceState::Failed } else { ServiceState::Dead },
            );
        }
    }

    /// Kills everything and forgets it: the container ends now.
    pub(crate) fn kill_now(&mut self, system: &mut dyn Processes) {
        self.stopping.asked = true;
        for process in system.processes(&self.commands, &self.adopted) {
            let _ = system.kill(process.pid, Signal::KILL.number());
        }
    }

    /// Forgets that it failed, and how often it was started: `systemctl reset-failed`.
    pub(crate) fn reset_failed(&mut self, system: &mut dyn System) {
        self.restarts.starts.clear();
        self.restarts.start_limit_hit = false;
        self.result = Outcome::Success;
        self.reload_result = Outcome::Success;
        self.restarts.count = 0;
        if self.state == ServiceState::Failed {
            self.set(system, ServiceState::Dead);
        }
    }
}
