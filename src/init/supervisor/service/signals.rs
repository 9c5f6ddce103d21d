//! Signals to a service's processes: to those that `KillMode=` means, until none is left. systemd.kill(5).

use std::collections::BTreeSet;
use std::rc::Rc;

use nix::errno::Errno;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use crate::init::system::{Priority, Processes, System};
use crate::init::unit::{Kill, KillMode, Kind, Signal};

/// How often to look again for processes that fork while they are being killed.
const SWEEPS: usize = 20;

impl Service {
    /// Enters `state` and sends its signal; goes on at once where there is no process to wait for.
    pub(super) fn enter_signal(&mut self, system: &mut dyn System, state: ServiceState, outcome: Outcome) {
        self.fail_with(outcome);
        self.timeouts.pid_file_retry = None;
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        let kill = &config.kill;
        let (signal, last) = self.signal_of(kill, state);
        if self.signal_all(system, kill, signal, last) {
            let aborts = matches!(state, ServiceState::StopWatchdog | ServiceState::FinalWatchdog);
            let timeout = if aborts { config.timeout_abort } else { config.timeout_stop };
            self.arm(system, timeout);
            self.clamp_deadline(system);
            return self.set(system, state);
        }
        match state {
            ServiceState::StopWatchdog | ServiceState::StopSigterm if kill.send_sigkill => {
                self.enter_signal(system, ServiceState::StopSigkill, Outcome::Success);
            }
            ServiceState::StopWatchdog | ServiceState::StopSigterm | ServiceState::StopSigkill => {
                self.enter_stop_post(system, Outcome::Success);
            }
            ServiceState::FinalWatchdog | ServiceState::FinalSigterm if kill.send_sigkill => {
                self.enter_signal(system, ServiceState::FinalSigkill, Outcome::Success);
            }
            _ => self.enter_dead(system, Outcome::Success, true),
        }
    }

    /// The signal that belongs to a state, and whether it is the last one.
    fn signal_of(&self, kill: &Kill, state: ServiceState) -> (Signal, bool) {
        match state {
            ServiceState::StopWatchdog | ServiceState::FinalWatchdog => (kill.watchdog_signal, false),
            ServiceState::StopSigkill | ServiceState::FinalSigkill => (kill.final_signal, true),
            _ if self.stopping.restarting => (kill.restart_signal.unwrap_or(kill.signal), false),
            _ => (kill.signal, false),
        }
    }

    /// The main or the control process is known only now: it may not have existed yet when all were signalled.
    pub(super) fn signal_late(&mut self, system: &mut dyn Processes, kill: &Kill, pid: i32) {
        if self.state.is_ending() && kill.mode != KillMode::None && self.stopping.signalled.insert(pid) {
            let (signal, last) = self.signal_of(kill, self.state);
            self.signal_one(system, pid, signal, kill, last);
        }
    }

    /// Signals the processes that `KillMode=` means; returns whether there is one to wait for.
    fn signal_all(&mut self, system: &mut dyn Processes, kill: &Kill, signal: Signal, last: bool) -> bool {
        if kill.mode == KillMode::None {
            return false;
        }
        self.stopping.signalled.clear();
        let mut waiting = false;
        let control = self.control.as_ref().map(|control| control.pid);
        let alive = self.main.is_alive().then_some(self.main.pid);
        for pid in [alive, control].into_iter().flatten() {
            waiting |= pid.is_none_or(|pid| self.signal_one(system, pid, signal, kill, last));
        }
        // A process that was only just forked has not reported its pid yet: it is among the others.
        let unnamed = alive == Some(None) || control == Some(None);
        let everybody =
            kill.mode == KillMode::ControlGroup || (kill.mode == KillMode::Mixed && last) || unnamed;
        if everybody {
            waiting |= self.sweep(system, signal, kill, last);
        }
        waiting
    }

    /// Signals a process; returns whether it is to be waited for.
    fn signal_one(
        &mut self,
        system: &mut dyn Processes,
        pid: i32,
        signal: Signal,
        kill: &Kill,
        last: bool,
    ) -> bool {
        if system.kill(pid, signal.number()) == Err(Errno::EPERM) {
            if !std::mem::replace(&mut self.stopping.reported_untouchable, true) {
                let message = format!(
                    "process {pid} can't be stopped: the container lacks CAP_KILL. It is left to run until the \
                     container ends."
                );
                self.say(system, Priority::Warning, &message);
            }
            return false;
        }
        if !last {
            if kill.send_sighup {
                let _ = system.kill(pid, Signal::HUP.number());
            }
            // A stopped process would never see the signal.
            let _ = system.kill(pid, Signal::CONT.number());
        }
        true
    }

    /// Signals all processes but main and control; for the last signal, until no new ones turn up.
    pub(super) fn sweep(
        &mut self,
        system: &mut dyn Processes,
        signal: Signal,
        kill: &Kill,
        last: bool,
    ) -> bool {
        let named = [self.main.pid, self.control.as_ref().and_then(|control| control.pid)];
        let mut known: BTreeSet<i32> = named.into_iter().flatten().collect();
        let mut waiting = false;
        for _ in 0..if last { SWEEPS } else { 1 } {
            let found = system.processes(&self.commands, &self.adopted);
            let fresh: Vec<_> =
                found.into_iter().map(|process| process.pid).filter(|pid| known.insert(*pid)).collect();
            if fresh.is_empty() {
                break;
            }
            for pid in fresh {
                waiting |= self.signal_one(system, pid, signal, kill, last);
            }
        }
        self.stopping.signalled = known;
        waiting
    }

    /// Signals its main process, its control process, or all; returns how many there were.
    pub(crate) fn signal_processes(&self, system: &mut dyn Processes, whom: &str, signal: i32) -> usize {
        let control = self.control.as_ref().and_then(|control| control.pid);
        let pids: Vec<i32> = match whom {
            "main" => self.main.pid.into_iter().collect(),
            "control" => control.into_iter().collect(),
            _ => {
                let found = system.processes(&self.commands, &self.adopted);
                found.into_iter().map(|process| process.pid).collect()
            }
        };
        pids.into_iter().filter(|pid| system.kill(*pid, signal).is_ok()).count()
    }
}
