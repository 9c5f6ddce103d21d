//! Whether a service that has ended comes back, and when: systemd.service(5), `Restart=`.

use std::collections::VecDeque;
use std::time::Duration;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use crate::init::system::{Priority, System};
use crate::init::tracker::Exit;
use crate::init::unit::{ExitStatusSet, Restart, RestartMode, ServiceUnit};

/// How often a service has been started.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    /// Automatically, since it was last down for good.
    pub(super) count: u32,
    /// The next start is not an automatic one: it sets `count` to zero.
    pub(super) begin_anew: bool,
    /// When it was started, for the start limit (monotonic).
    pub(super) starts: VecDeque<Duration>,
    /// The last start was one too many.
    pub(super) start_limit_hit: bool,
}

impl Service {
    /// How often it was restarted automatically since it was last down for good.
    pub(crate) fn restarts(&self) -> u32 {
        self.restarts.count
    }

    /// Whether the last start was one too many: `StartLimitBurst=`.
    pub(crate) fn start_limit_hit(&self) -> bool {
        self.restarts.start_limit_hit
    }

    /// It has ended and comes back after a while.
    pub(super) fn await_restart(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        if config.restart_mode != RestartMode::Direct {
            // For others it has ended: what is bound to it stops, what its failure asks for starts.
            let failed = self.result.is_failure();
            let end = if failed {
                ServiceState::FailedBeforeAutoRestart
            } else {
                ServiceState::DeadBeforeAutoRestart
            };
            self.set(system, end);
        }
        self.arm(system, Some(restart_delay(config, self.restarts.count)));
        self.set(system, ServiceState::AutoRestart);
    }

    /// The delay is over, and a job that starts it is queued.
    pub(crate) fn restart_is_queued(&mut self, system: &mut dyn System) {
        self.timeouts.deadline = None;
        self.restarts.count += 1;
        self.say(
            system,
            Priority::Info,
            &format!("starts again by itself (restart {})", self.restarts.count),
        );
        self.set(system, ServiceState::AutoRestartQueued);
    }

    /// The job that would have started it again has come to nothing.
    pub(crate) fn restart_is_given_up(&mut self, system: &mut dyn System, outcome: Outcome) {
        self.enter_dead(system, outcome, false);
    }

    /// Whether a start now is an automatic one that `RestartMode=debug` marks.
    pub(super) fn is_debugged(&self) -> bool {
        let debug = |config: &ServiceUnit| config.restart_mode == RestartMode::Debug;
        self.restarts.count > 0 && self.unit.service().is_some_and(debug)
    }

    /// systemd.service(5), `Restart=`, table 2.
    pub(super) fn shall_restart(&self, config: &ServiceUnit) -> bool {
        if self.stopping.asked || self.result == Outcome::Condition {
            return false;
        }
        let listed = |set: &ExitStatusSet| match self.main.exit {
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
}

/// `RestartSec=`, growing to `RestartMaxDelaySec=` in `RestartSteps=` steps.
fn restart_delay(config: &ServiceUnit, restarts: u32) -> Duration {
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
