//! How a service ends: `ExecStop=`, signals, `ExecStopPost=`, and whether it comes back.

use std::time::Duration;

use super::service::{List, Service};
use super::state::{Outcome, State};
use crate::init::system::{Level, System};
use crate::init::unit::{FailureMode, Kill, KillMode, Kind, Restart, Service as Config, Signal};

/// How often processes are looked for anew when they are killed while they fork.
const SWEEPS: usize = 20;
/// How long a step of a stop may take however late it is.
const LEAST: Duration = Duration::from_millis(100);

impl Service {
    /// Stops it, for good.
    pub fn stop(&mut self, system: &mut dyn System) {
        self.stop_asked = true;
        match self.state {
            State::Dead | State::Failed => (),
            State::AutoRestart => {
                self.deadline = None;
                self.set(system, if self.result.is_failure() { State::Failed } else { State::Dead });
            }
            State::Condition
            | State::StartPre
            | State::Start
            | State::StartPost
            | State::Reload
            | State::ReloadSignal
            | State::ReloadNotify => self.enter_signal(system, State::StopSigterm, Outcome::Success),
            State::Running | State::Exited => self.enter_stop(system, Outcome::Success),
            _ => self.clamp_deadline(system),
        }
    }

    /// Forgets that it failed, and how often it was started.
    pub fn reset_failed(&mut self, system: &mut dyn System) {
        self.starts.clear();
        if self.state == State::Failed {
            self.result = Outcome::Success;
            self.set(system, State::Dead);
        }
    }

    /// Signals its main process, its control process, or all; says how many there were.
    pub fn signal_processes(&self, system: &mut dyn System, whom: &str, signal: i32) -> usize {
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

    /// Kills everything and forgets it: the container ends now.
    pub fn kill_now(&mut self, system: &mut dyn System) {
        self.stop_asked = true;
        self.sweep(system, Signal::KILL, None);
    }

    pub(super) fn enter_stop(&mut self, system: &mut dyn System, outcome: Outcome) {
        self.fail_with(outcome);
        let unit = self.unit();
        if let Kind::Service(config) = &unit.kind {
            self.next_list(system, config, List::Stop, 0);
        }
    }

    /// It said `STOPPING=1`: it is ending by itself.
    pub(super) fn enter_stop_by_notify(&mut self, system: &mut dyn System, config: &Config) {
        self.arm(system, config.timeout_stop);
        self.clamp_deadline(system);
        self.set(system, State::StopSigterm);
    }

    pub(super) fn enter_stop_post(&mut self, system: &mut dyn System, outcome: Outcome) {
        self.fail_with(outcome);
        let unit = self.unit();
        if let Kind::Service(config) = &unit.kind {
            self.next_list(system, config, List::StopPost, 0);
        }
    }

    /// Sends the signal that belongs to `state`, and waits there; goes on where there is nobody to wait for.
    pub(super) fn enter_signal(&mut self, system: &mut dyn System, state: State, outcome: Outcome) {
        self.fail_with(outcome);
        self.retry = None;
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        let kill = &config.kill;
        let (signal, last) = match state {
            State::StopWatchdog => (kill.watchdog_signal, false),
            State::StopSigkill | State::FinalSigkill => (kill.final_signal, true),
            _ if self.restarting => (kill.restart_signal.unwrap_or(kill.signal), false),
            _ => (kill.signal, false),
        };
        if self.signal_all(system, kill, signal, last) {
            let timeout =
                if state == State::StopWatchdog { config.timeout_abort } else { config.timeout_stop };
            self.arm(system, timeout);
            self.clamp_deadline(system);
            return self.set(system, state);
        }
        match state {
            State::StopWatchdog | State::StopSigterm if kill.send_sigkill => {
                self.enter_signal(system, State::StopSigkill, Outcome::Success);
            }
            State::StopWatchdog | State::StopSigterm | State::StopSigkill => {
                self.enter_stop_post(system, Outcome::Success);
            }
            State::FinalSigterm if kill.send_sigkill => {
                self.enter_signal(system, State::FinalSigkill, Outcome::Success);
            }
            _ => self.enter_dead(system, Outcome::Success, true),
        }
    }

    /// Signals those whom `KillMode=` means; says whether there is somebody to wait for.
    fn signal_all(&mut self, system: &mut dyn System, kill: &Kill, signal: Signal, last: bool) -> bool {
        if kill.mode == KillMode::None {
            return false;
        }
        let mut waiting = false;
        let control = self.control.as_ref().map(|control| control.pid);
        let alive = self.main.is_alive().then_some(self.main.pid);
        for pid in [alive, control].into_iter().flatten() {
            waiting = true;
            if let Some(pid) = pid {
                self.signal_one(system, pid, signal, kill, last);
            }
        }
        // The process that was only just forked has not said its pid: it is among the others.
        let unnamed = alive == Some(None) || control == Some(None);
        let everybody =
            kill.mode == KillMode::ControlGroup || (kill.mode == KillMode::Mixed && last) || unnamed;
        if everybody {
            waiting |= self.sweep(system, signal, (!last).then_some(kill));
        }
        waiting
    }

    fn signal_one(&mut self, system: &mut dyn System, pid: i32, signal: Signal, kill: &Kill, last: bool) {
        if let Err(error) = system.kill(pid, signal.number())
            && error == nix::errno::Errno::EPERM
        {
            let message = format!("may not send {signal} to process {pid}: the container lacks CAP_KILL");
            self.say(system, Level::Warning, &message);
        }
        if !last {
            if kill.send_sighup {
                let _ = system.kill(pid, Signal::HUP.number());
            }
            // A stopped process would never see the signal.
            let _ = system.kill(pid, Signal::CONT.number());
        }
    }

    /// Signals all processes but main and control; for the last signal, until no new ones turn up.
    fn sweep(&mut self, system: &mut dyn System, signal: Signal, gently: Option<&Kill>) -> bool {
        let named = [self.main.pid, self.control.as_ref().and_then(|control| control.pid)];
        let mut signalled = std::collections::BTreeSet::new();
        for _ in 0..if gently.is_some() { 1 } else { SWEEPS } {
            let found = system.processes(&self.commands, &self.adopted);
            let fresh: Vec<_> =
                found.into_iter().map(|process| process.pid).filter(|pid| signalled.insert(*pid)).collect();
            if fresh.is_empty() {
                break;
            }
            for pid in fresh {
                match gently {
                    Some(_) if named.contains(&Some(pid)) => (),
                    Some(kill) => self.signal_one(system, pid, signal, kill, false),
                    None => drop(system.kill(pid, signal.number())),
                }
            }
        }
        !signalled.is_empty()
    }

    /// Nothing of a stop lasts longer than the container has; each step leaves some time to the next.
    pub(super) fn clamp_deadline(&mut self, system: &dyn System) {
        if let Some(by) = self.stop_by {
            // Each step has at least this long: also the killed need a moment to be gone.
            let by = by.max(system.monotonic() + LEAST);
            self.deadline = Some(self.deadline.map_or(by, |deadline| deadline.min(by)));
        }
    }

    /// It is down. Decides whether it comes back.
    pub(super) fn enter_dead(&mut self, system: &mut dyn System, outcome: Outcome, may_restart: bool) {
        self.fail_with(outcome);
        self.deadline = None;
        self.retry = None;
        self.control = None;
        self.main.command = None;
        self.main.pid = None;
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        let restart = may_restart && self.shall_restart(config);
        system.close_notify(&unit.name);
        system.clean_up(&unit, restart || self.restarting);
        if let Some(pid_file) = config.pid_file.as_ref().filter(|_| self.is_empty()) {
            system.remove_file(pid_file);
        }
        let end = if self.result.is_failure() { State::Failed } else { State::Dead };
        if restart {
            let wait = restart_delay(config, self.restarts);
            self.arm(system, Some(wait));
            self.set(system, State::AutoRestart);
        } else {
            self.set(system, end);
        }
    }

    /// systemd.service(5), `Restart=`, table 2.
    fn shall_restart(&self, config: &Config) -> bool {
        use crate::init::tracker::Exit;
        if self.stop_asked || self.result == Outcome::Condition {
            return false;
        }
        let listed = |set: &crate::init::unit::ExitStatusSet| match self.main.exit {
            Some(Exit::Status(status)) => set.has_status(status),
            Some(Exit::Signal { signal, .. }) => set.has_signal(signal),
            None => false,
        };
        if listed(&config.restart_prevent_exit_status) {
            return false;
        }
        if listed(&config.restart_force_exit_status) {
            return true;
        }
        match config.restart {
            Restart::No => false,
            Restart::Always => true,
            Restart::OnSuccess => self.result == Outcome::Success,
            Restart::OnFailure => self.result != Outcome::Success,
            Restart::OnAbnormal => !matches!(self.result, Outcome::Success | Outcome::ExitCode),
            Restart::OnAbort => matches!(self.result, Outcome::Signal | Outcome::CoreDump),
            Restart::OnWatchdog => self.result == Outcome::Watchdog,
        }
    }

    /// Its deadline has passed.
    pub fn timed_out(&mut self, system: &mut dyn System) {
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        self.deadline = None;
        let state = self.state;
        let complain = |this: &Self, system: &mut dyn System, what: &str| {
            this.say(system, Level::Warning, &format!("{what} ({})", state.name()));
        };
        match state {
            State::Condition | State::StartPre | State::Start | State::StartPost => {
                complain(self, system, "starting took too long: it is ended");
                self.after_timeout(system, config.timeout_start_failure);
            }
            State::Running => {
                complain(self, system, "ran as long as RuntimeMaxSec= allows: it is stopped");
                self.enter_stop(system, Outcome::Timeout);
            }
            State::Reload | State::ReloadSignal | State::ReloadNotify => {
                complain(self, system, "reloading took too long");
                if let Some(pid) = self.control.take().and_then(|control| control.pid) {
                    let _ = system.kill(pid, Signal::KILL.number());
                }
                self.reload_result = Outcome::Timeout;
                self.said = super::service::Said::Nothing;
                self.enter_running(system, Outcome::Success);
            }
            State::Stop => {
                complain(self, system, "ExecStop= took too long");
                self.after_timeout(system, config.timeout_stop_failure);
            }
            State::StopWatchdog | State::StopSigterm if config.kill.send_sigkill => {
                complain(self, system, "stopping took too long: it is killed");
                self.enter_signal(system, State::StopSigkill, Outcome::Timeout);
            }
            State::StopWatchdog | State::StopSigterm => {
                complain(self, system, "stopping took too long; SendSIGKILL=no leaves it alone");
                self.enter_stop_post(system, Outcome::Timeout);
            }
            State::StopSigkill => {
                complain(self, system, "processes are still there after SIGKILL");
                self.enter_stop_post(system, Outcome::Timeout);
            }
            State::StopPost => {
                complain(self, system, "ExecStopPost= took too long");
                self.enter_signal(system, State::FinalSigterm, Outcome::Timeout);
            }
            State::FinalSigterm if config.kill.send_sigkill => {
                complain(self, system, "processes that were left took too long to end: they are killed");
                self.enter_signal(system, State::FinalSigkill, Outcome::Timeout);
            }
            State::FinalSigterm | State::FinalSigkill => {
                complain(self, system, "processes are left behind");
                self.enter_dead(system, Outcome::Timeout, true);
            }
            State::AutoRestart | State::Exited | State::Dead | State::Failed => (),
        }
    }

    fn after_timeout(&mut self, system: &mut dyn System, mode: FailureMode) {
        let state = match mode {
            FailureMode::Terminate => State::StopSigterm,
            FailureMode::Abort => State::StopWatchdog,
            FailureMode::Kill => State::StopSigkill,
        };
        self.enter_signal(system, state, Outcome::Timeout);
    }

    /// It did not say `WATCHDOG=1` in time, or said that it is stuck.
    pub fn watchdog_bites(&mut self, system: &mut dyn System) {
        self.watchdog_deadline = None;
        self.say(system, Level::Error, "did not say that it is alive within WatchdogSec=: it is ended");
        self.enter_signal(system, State::StopWatchdog, Outcome::Watchdog);
    }
}

/// `RestartSec=`, growing to `RestartMaxDelaySec=` in `RestartSteps=` steps.
fn restart_delay(config: &Config, restarts: u32) -> Duration {
    let (first, steps) = (config.restart_sec, config.restart_steps);
    match config.restart_max_delay {
        Some(most) if steps > 0 && most > first && !first.is_zero() => {
            let step = f64::from(restarts.min(steps)) / f64::from(steps);
            let growth = (most.as_secs_f64() / first.as_secs_f64()).powf(step);
            first.mul_f64(growth).min(most)
        }
        _ => first,
    }
}
