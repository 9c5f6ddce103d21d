//! `WatchdogSec=`: a service that has to say again and again that it is alive.

use std::time::Duration;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use super::notify::{NotifyText, microseconds};
use crate::init::system::{Clocks, Priority, System};
use crate::init::unit::Kind;

/// The watchdog of one service.
#[derive(Debug, Default)]
pub(super) struct Watchdog {
    /// By when it has to say `WATCHDOG=1` (monotonic).
    pub(super) deadline: Option<Duration>,
    /// `WATCHDOG_USEC=` that it sent.
    pub(super) period: Option<Duration>,
}

impl Service {
    /// The watchdog's period, if it is to be watched.
    pub(super) fn watchdog_period(&self) -> Option<Duration> {
        let Kind::Service(config) = &self.unit.kind else { return None };
        self.watchdog.period.or(config.watchdog).filter(|period| !period.is_zero() && *period < Duration::MAX)
    }

    pub(super) fn reset_watchdog(&mut self, system: &dyn Clocks) {
        self.watchdog.deadline =
            self.watchdog_period().map(|period| system.monotonic().saturating_add(period));
    }

    pub(super) fn take_watchdog(&mut self, system: &mut dyn System, message: &NotifyText<'_>) {
        if let Some(period) = microseconds(message, "WATCHDOG_USEC") {
            self.watchdog.period = Some(period);
            self.reset_watchdog(system);
        }
        match message.get("WATCHDOG") {
            Some("1") if self.watchdog.deadline.is_some() => self.reset_watchdog(system),
            Some("trigger") if self.state.active().is_active() || self.state == ServiceState::StartPost => {
                self.watchdog_elapsed(system);
            }
            _ => (),
        }
    }

    /// It did not say `WATCHDOG=1` in time, or said that it is stuck.
    pub(crate) fn watchdog_elapsed(&mut self, system: &mut dyn System) {
        self.watchdog.deadline = None;
        self.say(system, Priority::Error, "did not say that it is alive within WatchdogSec=: it is ended");
        self.enter_signal(system, ServiceState::StopWatchdog, Outcome::Watchdog);
    }
}
