//! When a unit's state changed, and when its conditions were looked at.

use std::time::Duration;

use super::state::ActiveState;
use crate::init::system::Clocks;

/// When its state last changed, since 1970; whether its conditions held when they were last looked at.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::missing_docs_in_private_items, reason = "as protocol::UnitStatus explains")]
pub(crate) struct Times {
    pub state_change: Duration,
    pub inactive_exit: Duration,
    pub active_enter: Duration,
    pub active_exit: Duration,
    pub inactive_enter: Duration,
    pub conditions_seen: Duration,
    pub conditions_met: bool,
    pub asserts_seen: Duration,
    pub asserts_met: bool,
    /// `inactive_exit` by the monotonic clock.
    pub up_at: Option<Duration>,
    /// `inactive_enter` by the monotonic clock.
    pub down_at: Option<Duration>,
}

impl Times {
    /// Notes what its conditions say.
    pub(crate) fn note_conditions(&mut self, met: bool, now: Duration) {
        self.conditions_met = met;
        self.conditions_seen = now;
    }

    /// Notes what its asserts say.
    pub(crate) fn note_asserts(&mut self, met: bool, now: Duration) {
        self.asserts_met = met;
        self.asserts_seen = now;
    }

    /// Notes that the state has changed from `old` to `new` now.
    pub(crate) fn note(&mut self, old: ActiveState, new: ActiveState, system: &dyn Clocks) {
        let now = system.realtime();
        self.state_change = now;
        if old.is_down() && !new.is_down() {
            self.inactive_exit = now;
            self.up_at = Some(system.monotonic());
        }
        if !old.is_active() && new.is_active() {
            self.active_enter = now;
        }
        if old.is_active() && !new.is_active() {
            self.active_exit = now;
        }
        if !old.is_down() && new.is_down() {
            self.inactive_enter = now;
            self.down_at = Some(system.monotonic());
        }
    }
}
