//! `WatchdogSec=`: a service that has to say again and again that it is alive.

use std::time::Duration;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use super::notify::{NotifyText, microseconds};
use crate::init::system::{Clocks, Level, System};
use crate::init::unit::Kind;

impl Service {
    /// The watchdog's period, if it is to be watched.
    pub(super) fn watchdog(&self) -> Option<Duration> {
        let Kind::Service(config) = &self.unit.kind else { return None };
        self.watchdog_override
            .or(config.watchdog)
            .filter(|period| !period.is_zero() && *period < Duration::MAX)
    }

    pub(super) fn reset_watchdog(&mut self, system: &dyn Clocks) {
        self.watchdog_deadline = self.watchdog().map(|period| system.monotonic().saturating_add(period));
    }

    pub(super) fn take_watchdog(&mut self, system: &mut dyn System, message: &NotifyText<'_>) {
        if let Some(period) = microseconds(message, "WATCHDOG_USEC") {
            self.watchdog_override = Some(period);
            self.reset_watchdog(system);
        }
        match message.get("WATCHDOG") {
            Some("1") if self.watchdog_deadline.is_some() => self.reset_watchdog(system),
            Some("trigger") if self.state.active().is_active() || self.state == ServiceState::StartPost => {
                self.watchdog_bites(system);
            }
            _ => (),
        }
    }

    /// It did not say `WATCHDOG=1` in time, or said that it is stuck.
    pub(crate) fn watchdog_bites(&mut self, system: &mut dyn System) {
        self.watchdog_deadline = None;
        self.say(system, Level::Error, "did not say that it is alive within WatchdogSec=: it is ended");
        self.enter_signal(system, ServiceState::StopWatchdog, Outcome::Watchdog);
    }
}
