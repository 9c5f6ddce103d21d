//! `.timer` units: systemd.timer(5).
//!
//! `AccuracySec=` allows a timer to elapse late, so that several wake the machine together. A container gains
//! nothing by that: every timer elapses exactly at its time, which satisfies any accuracy.
//! `RandomizedDelaySec=` is drawn anew each time, and once per start of the timer with `FixedRandomDelay=` (where
//! systemd takes it from the machine's id, which containers of one image may share).

use std::rc::Rc;
use std::time::{Duration, UNIX_EPOCH};

use super::state::ActiveState;
use super::state_times::Times;
use crate::init::calendar::Calendar;
use crate::init::system::{Clocks, Files, System};
use crate::init::unit::{Kind, Trigger, Unit, UnitName};

/// A timer unit as it runs.
#[derive(Debug)]
pub(crate) struct Timer {
    /// What the unit declares.
    pub unit: Rc<Unit>,
    /// Its state.
    pub state: TimerState,
    /// When it was started (monotonic).
    started: Duration,
    /// When it was started, since 1970.
    started_realtime: Duration,
    /// When it elapses next by the monotonic clock.
    pub next: Option<Duration>,
    /// When it elapses next by the wall clock, since 1970.
    pub next_calendar: Option<Duration>,
    /// When it elapsed last, since 1970; for a persistent timer, also before its start.
    pub last: Option<Duration>,
    /// When it elapsed last since its start (monotonic).
    last_monotonic: Option<Duration>,
    /// The delay drawn from `RandomizedDelaySec=`.
    delay: Duration,
    /// When its state changed.
    pub times: Times,
}

/// The states of a timer unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimerState {
    /// It is not started, and never elapses.
    Dead,
    /// It will elapse.
    Waiting,
    /// The unit that it has started is up.
    Running,
    /// It has elapsed for good.
    Elapsed,
}

impl TimerState {
    /// systemd's name for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Elapsed => "elapsed",
        }
    }
}

/// What a timer has to know of others.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TimerContext {
    /// When PID 1 started (monotonic).
    pub boot: Duration,
    /// When its unit became active last (monotonic), if it did.
    pub unit_active: Option<Duration>,
    /// When its unit became inactive last (monotonic), if it did.
    pub unit_inactive: Option<Duration>,
    /// Whether its unit is down.
    pub unit_down: bool,
}

impl Timer {
    /// A timer that is down.
    pub(crate) fn new(unit: Rc<Unit>) -> Self {
        Self {
            unit,
            state: TimerState::Dead,
            started: Duration::ZERO,
            started_realtime: Duration::ZERO,
            next: None,
            next_calendar: None,
            last: None,
            last_monotonic: None,
            delay: Duration::ZERO,
            times: Times::default(),
        }
    }

    /// Its state as other units see it.
    pub(crate) fn active(&self) -> ActiveState {
        if self.state == TimerState::Dead { ActiveState::Inactive } else { ActiveState::Active }
    }

    /// Whether it will start its unit some time.
    pub(crate) fn will_elapse(&self) -> bool {
        matches!(self.state, TimerState::Waiting | TimerState::Running)
    }

    /// The unit that it starts.
    pub(crate) fn target(&self) -> Option<UnitName> {
        match &self.unit.kind {
            Kind::Timer(config) => Some(config.unit.clone()),
            _ => None,
        }
    }

    fn set(&mut self, system: &dyn Clocks, state: TimerState) {
        let old = self.active();
        self.state = state;
        if old != self.active() {
            self.times.note(old, self.active(), system);
        }
    }

    /// Starts it: from now on it elapses as it declares.
    pub(crate) fn start(&mut self, system: &mut dyn System, around: TimerContext) {
        if self.state != TimerState::Dead {
            return;
        }
        let unit = Rc::clone(&self.unit);
        let Kind::Timer(config) = &unit.kind else { return };
        self.started = system.monotonic();
        self.started_realtime = system.realtime();
        self.last = None;
        self.last_monotonic = None;
        self.delay = system.random_part(config.randomized_delay);
        if config.persistent {
            self.last = system.read_stamp(&unit.name);
            if self.last.is_none() {
                // Never elapsed: it counts from now on.
                system.write_stamp(&unit.name, system.realtime());
            }
        }
        self.set(system, TimerState::Waiting);
        self.plan(system, around);
    }

    /// Stops it: it elapses no more until it is started again.
    pub(crate) fn stop(&mut self, system: &dyn Clocks) {
        self.next = None;
        self.next_calendar = None;
        self.set(system, TimerState::Dead);
    }

    /// Finds out when it elapses next.
    pub(crate) fn plan(&mut self, system: &mut dyn Files, around: TimerContext) {
        let unit = Rc::clone(&self.unit);
        let Kind::Timer(config) = &unit.kind else { return };
        if self.state == TimerState::Dead || (self.state == TimerState::Running && !around.unit_down) {
            // While its unit runs, the next moment is not known: it is planned when the unit has ended.
            return;
        }
        let (now, wall) = (system.monotonic(), system.realtime());
        let elapsed = self.last.is_some();
        let booted = wall.saturating_sub(now.saturating_sub(around.boot));
        // A time later than now means that the clock was set back: count from now then.
        let since = self.last.unwrap_or(self.started_realtime).min(wall);
        let last = self.last_monotonic;
        let mut next = None;
        let mut next_calendar = None;
        for trigger in &config.triggers {
            let at = match trigger {
                Trigger::Calendar(calendar) => {
                    if let Some(at) = next_after(calendar, since) {
                        // A run that was missed before the boot is delayed as well.
                        let at = at.max(booted).saturating_add(self.delay);
                        next_calendar = Some(next_calendar.map_or(at, |other: Duration| other.min(at)));
                    }
                    continue;
                }
                Trigger::Active(after) => once(self.started, *after, now, elapsed),
                Trigger::Boot(after) | Trigger::Startup(after) => once(around.boot, *after, now, elapsed),
                // Since it elapsed last, if the unit did not come up then.
                Trigger::UnitActive(after) => {
                    around.unit_active.max(last).map(|then| then.saturating_add(*after))
                }
                Trigger::UnitInactive(after) => {
                    around.unit_inactive.max(last).map(|then| then.saturating_add(*after))
                }
            };
            let Some(at) = at.map(|at| at.saturating_add(self.delay)) else { continue };
            next = Some(next.map_or(at, |other: Duration| other.min(at)));
        }
        self.next = next;
        self.next_calendar = next_calendar;
        // One that counts from its unit's next run stays in any case.
        let again = |trigger: &Trigger| matches!(trigger, Trigger::UnitActive(_) | Trigger::UnitInactive(_));
        let state = if next.is_some() || next_calendar.is_some() {
            TimerState::Waiting
        } else if config.remain_after_elapse || config.triggers.iter().any(again) {
            TimerState::Elapsed
        } else {
            TimerState::Dead
        };
        self.set(system, state);
    }

    /// Whether it is time. If so, it is planned anew once its unit has changed its state.
    pub(crate) fn is_due(&mut self, system: &mut dyn System) -> bool {
        let due = self.state == TimerState::Waiting
            && (self.next.is_some_and(|at| at <= system.monotonic())
                || self.next_calendar.is_some_and(|at| at <= system.realtime()));
        if due {
            let unit = Rc::clone(&self.unit);
            let Kind::Timer(config) = &unit.kind else { return false };
            let now = system.realtime();
            self.last = Some(now);
            self.last_monotonic = Some(system.monotonic());
            self.next = None;
            self.next_calendar = None;
            if config.persistent {
                system.write_stamp(&unit.name, now);
            }
            if !config.fixed_random_delay {
                self.delay = system.random_part(config.randomized_delay);
            }
            self.set(system, TimerState::Running);
        }
        due
    }
}

impl Timer {
    /// The variables that tell its unit about it.
    pub(crate) fn details(&self, name: &UnitName) -> Vec<(String, String)> {
        let set = |name: &str, value: String| (format!("TRIGGER_{name}"), value);
        let time = |name, at: Option<Duration>| at.map(|at| set(name, at.as_micros().to_string()));
        let unit = Some(set("UNIT", name.to_string()));
        let realtime = time("TIMER_REALTIME_USEC", self.last);
        [unit, realtime, time("TIMER_MONOTONIC_USEC", self.last_monotonic)].into_iter().flatten().collect()
    }
}

/// A moment that comes only once: none if it has passed and the timer has elapsed since.
fn once(from: Duration, after: Duration, now: Duration, elapsed: bool) -> Option<Duration> {
    let at = from.saturating_add(after);
    (at > now || !elapsed).then_some(at)
}

/// The calendar's next moment, since 1970.
fn next_after(calendar: &Calendar, since: Duration) -> Option<Duration> {
    calendar.next_elapse(UNIX_EPOCH + since)?.duration_since(UNIX_EPOCH).ok()
}
