//! The directives of `[Timer]`.

use super::super::{TimerUnit, Trigger, UnitName};
use super::directive::{Directive, Scope};
use super::values;
use crate::init::calendar::{Calendar, CalendarError};
use std::time::Duration;

/// A timer with systemd's defaults, starting `unit`.
pub(super) fn new(unit: UnitName) -> TimerUnit {
    TimerUnit {
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
pub(super) fn apply(timer: &mut TimerUnit, named: &mut bool, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "OnActiveSec" => span(timer, d, scope, Trigger::Active),
        "OnBootSec" => span(timer, d, scope, Trigger::Boot),
        "OnStartupSec" => span(timer, d, scope, Trigger::Startup),
        "OnUnitActiveSec" => span(timer, d, scope, Trigger::UnitActive),
        "OnUnitInactiveSec" => span(timer, d, scope, Trigger::UnitInactive),
        "OnCalendar" => trigger(timer, d, scope, |text| {
            let calendar = text.parse::<Calendar>().map_err(|error: CalendarError| error.to_string());
            calendar.map(Trigger::Calendar)
        }),
        "AccuracySec" => d.set(&mut timer.accuracy, scope, values::time_or_never),
        "RandomizedDelaySec" => d.set(&mut timer.randomized_delay, scope, values::time_or_never),
        "FixedRandomDelay" => d.flag(&mut timer.fixed_random_delay, scope),
        "Persistent" => d.flag(&mut timer.persistent, scope),
        "RemainAfterElapse" => d.flag(&mut timer.remain_after_elapse, scope),
        "Unit" if *named => scope.leave_out(d.name, "a timer starts one unit, and that is named already"),
        "Unit" => match d.unit(scope) {
            Some(unit) if unit == *scope.unit => scope.leave_out(d.name, "a timer can't start itself"),
            Some(unit) => (timer.unit, *named) = (unit, true),
            None => {}
        },
        _ => return false,
    }
    true
}

fn span(timer: &mut TimerUnit, d: Directive, scope: &mut Scope, kind: fn(Duration) -> Trigger) {
    trigger(timer, d, scope, |text| values::time_or_never(text).map(kind));
}

/// Adds a trigger; an empty line takes back every trigger so far, of whichever kind.
fn trigger(
    timer: &mut TimerUnit,
    d: Directive,
    scope: &mut Scope,
    parse: impl Fn(&str) -> values::Parsed<Trigger>,
) {
    if d.resets(&mut timer.triggers) {
        return;
    }
    match scope.resolve(d.value).and_then(|text| parse(&text)) {
        Ok(trigger) => timer.triggers.push(trigger),
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
}

/// Checks what must hold between the directives.
pub(super) fn finish(timer: &TimerUnit, refused: bool, scope: &mut Scope) {
    if timer.triggers.is_empty() && !refused {
        let nothing = "there is no trigger: neither OnCalendar= nor any On…Sec=";
        scope.lacks("OnCalendar", |name| name.starts_with("On"), nothing);
    }
}
