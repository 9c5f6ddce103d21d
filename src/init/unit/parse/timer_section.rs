//! The directives of `[Timer]`.

use super::super::{Timer, Trigger, UnitName};
use super::directive::{Directive, Scope};
use super::values;
use crate::init::calendar::CalendarError;
use std::time::Duration;

/// A timer with systemd's defaults, starting `unit`.
pub fn new(unit: UnitName) -> Timer {
    Timer {
        triggers: Vec::new(),
        accuracy: Duration::from_mins(1),
        randomized_delay: Duration::ZERO,
        fixed_random_delay: false,
        persistent: false,
        remain_after_elapse: true,
        unit,
    }
}

/// Takes a directive; false if it is none of a timer.
pub fn apply(timer: &mut Timer, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "OnActiveSec" => spans(timer, d, scope, Trigger::Active),
        "OnBootSec" => spans(timer, d, scope, Trigger::Boot),
        "OnStartupSec" => spans(timer, d, scope, Trigger::Startup),
        "OnUnitActiveSec" => spans(timer, d, scope, Trigger::UnitActive),
        "OnUnitInactiveSec" => spans(timer, d, scope, Trigger::UnitInactive),
        "OnCalendar" => {
            reset(timer, d);
            for line in d.list() {
                match scope.expand(line).trim().parse() {
                    Ok(calendar) => timer.triggers.push(Trigger::Calendar(calendar)),
                    Err(error) => scope.problem(d.name, CalendarError::to_string(&error)),
                }
            }
        }
        "AccuracySec" => d.set(&mut timer.accuracy, scope, values::finite_time),
        "RandomizedDelaySec" => d.set(&mut timer.randomized_delay, scope, values::finite_time),
        "FixedRandomDelay" => d.flag(&mut timer.fixed_random_delay, scope),
        "Persistent" => d.flag(&mut timer.persistent, scope),
        "RemainAfterElapse" => d.flag(&mut timer.remain_after_elapse, scope),
        "Unit" => d.unit(&mut timer.unit, scope),
        _ => return false,
    }
    true
}

fn spans(timer: &mut Timer, d: Directive, scope: &mut Scope, trigger: fn(Duration) -> Trigger) {
    reset(timer, d);
    for line in d.list() {
        match values::finite_time(line) {
            Ok(span) => timer.triggers.push(trigger(span)),
            Err(message) => scope.problem(d.name, message),
        }
    }
}

/// An empty line takes back every trigger so far, of whichever kind.
fn reset(timer: &mut Timer, d: Directive) {
    if d.list().len() < d.lines.len() {
        timer.triggers.clear();
    }
}

/// Checks what must hold between the directives.
pub fn finish(timer: &Timer, scope: &mut Scope) {
    if timer.triggers.is_empty() {
        scope.problem("OnCalendar", "there is no trigger: neither OnCalendar= nor any On…Sec=");
    }
}
