//! Whether a service that has ended comes back, and when: systemd.service(5), `Restart=`.

use std::time::Duration;

use super::super::state::Outcome;
use super::Service;
use crate::init::tracker::Exit;
use crate::init::unit::{ExitStatusSet, Restart, Service as Config};

impl Service {
    /// systemd.service(5), `Restart=`, table 2.
    pub(super) fn shall_restart(&self, config: &Config) -> bool {
        if self.stop_asked || self.result == Outcome::Condition {
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
pub(super) fn restart_delay(config: &Config, restarts: u32) -> Duration {
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
