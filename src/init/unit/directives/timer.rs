//! `[Timer]`: systemd.timer(5).

use super::row::Directive;
use crate::init::calendar::{Calendar, CalendarError};
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::values;
use crate::init::unit::written::{span, yes};
use crate::init::unit::{TimerUnit, Trigger, UnitName};
use std::time::Duration;

type Row = Directive<TimerUnit>;

const EXACT: &str = "timers elapse exactly";

/// The property that has all lines but those of `OnCalendar=`.
const MONOTONIC: &str = "TimersMonotonic";

pub(super) const ROWS: &[Row] = &[
    Row::honoured("OnActiveSec", "so long after the timer was started", |it, line, scope| {
        time_span(it, line, scope, Trigger::Active);
    })
    .shown(MONOTONIC, |it| shown(it, |trigger| !matches!(trigger, Trigger::Calendar(_)))),
    Row::honoured("OnBootSec", "so long after the container was started", |it, line, scope| {
        time_span(it, line, scope, Trigger::Boot);
    })
    .seen_by(MONOTONIC),
    Row::honoured("OnStartupSec", "so long after PID 1 was started", |it, line, scope| {
        time_span(it, line, scope, Trigger::Startup);
    })
    .seen_by(MONOTONIC),
    Row::honoured("OnUnitActiveSec", "so long after its unit was started", |it, line, scope| {
        time_span(it, line, scope, Trigger::UnitActive);
    })
    .seen_by(MONOTONIC),
    Row::honoured("OnUnitInactiveSec", "so long after its unit ended", |it, line, scope| {
        time_span(it, line, scope, Trigger::UnitInactive);
    })
    .seen_by(MONOTONIC),
    Row::honoured("OnCalendar", "at these times of the clock: systemd.time(7)", |it, line, scope| {
        trigger(it, line, scope, |text| {
            let calendar = text.parse::<Calendar>().map_err(|error: CalendarError| error.to_string());
            calendar.map(Trigger::Calendar)
        });
    })
    .shown("TimersCalendar", |it| shown(it, |trigger| matches!(trigger, Trigger::Calendar(_)))),
    Row::refused("OnClockChange", "a change of the clock starts nothing", "when the clock is set"),
    Row::refused(
        "OnTimezoneChange",
        "a change of the time zone starts nothing",
        "when the time zone changes",
    ),
    Row::honoured("AccuracySec", "how exact it has to be", |it, line, scope| {
        line.set(&mut it.accuracy, scope, values::time_or_never);
    })
    .but("it elapses when it is due")
    .shown("AccuracyUSec", |it| span(it.accuracy)),
    Row::honoured("RandomizedDelaySec", "at most this much later, at random", |it, line, scope| {
        line.set(&mut it.randomized_delay, scope, values::time_or_never);
    })
    .shown("RandomizedDelayUSec", |it| span(it.randomized_delay)),
    flag!("FixedRandomDelay", "that delay is always the same", fixed_random_delay),
    Row::noted("RandomizedOffsetSec", EXACT, "a shift of all times, at random"),
    Row::noted("DeferReactivation", EXACT, "it waits for the next time while its unit runs"),
    flag!("Persistent", "a time that went by while nothing ran is made up for", persistent),
    Row::noted("WakeSystem", "a container does not sleep", "the machine wakes up for it"),
    flag!("RemainAfterElapse", "it stays up when it will not elapse again", remain_after_elapse),
    Row::honoured("Unit", "the unit that it starts", unit).shown("Unit", |it| it.unit.to_string()),
];

/// A timer with systemd's defaults, starting `unit`.
pub(in crate::init::unit) fn new(unit: UnitName) -> TimerUnit {
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

fn time_span(timer: &mut TimerUnit, line: Line, scope: &mut Scope, kind: fn(Duration) -> Trigger) {
    trigger(timer, line, scope, |text| values::time_or_never(text).map(kind));
}

/// Adds a trigger; an empty line takes back every trigger so far, of whichever kind.
fn trigger(
    timer: &mut TimerUnit,
    line: Line,
    scope: &mut Scope,
    parse: impl Fn(&str) -> values::Parsed<Trigger>,
) {
    if !line.resets(&mut timer.triggers) {
        let parsed = scope.resolve(line.value).and_then(|text| parse(&text));
        timer.triggers.extend(line.understood(parsed, scope));
    }
}

fn unit(timer: &mut TimerUnit, line: Line, scope: &mut Scope) {
    if scope.so_far.names_unit {
        return scope.leave_out(line.name, "a timer starts one unit, and that is named already");
    }
    match line.unit(scope) {
        Some(unit) if unit == *scope.unit => scope.leave_out(line.name, "a timer can't start itself"),
        Some(unit) => (timer.unit, scope.so_far.names_unit) = (unit, true),
        None => {}
    }
}

/// The triggers that are meant, one a line.
fn shown(timer: &TimerUnit, is_meant: impl Fn(&Trigger) -> bool) -> String {
    let line = |trigger: &Trigger| match trigger {
        Trigger::Active(after) => format!("{{ OnActiveUSec={} }}", span(*after)),
        Trigger::Boot(after) => format!("{{ OnBootUSec={} }}", span(*after)),
        Trigger::Startup(after) => format!("{{ OnStartupUSec={} }}", span(*after)),
        Trigger::UnitActive(after) => format!("{{ OnUnitActiveUSec={} }}", span(*after)),
        Trigger::UnitInactive(after) => format!("{{ OnUnitInactiveUSec={} }}", span(*after)),
        Trigger::Calendar(at) => format!("{{ OnCalendar={at} }}"),
    };
    timer.triggers.iter().filter(|trigger| is_meant(trigger)).map(line).collect::<Vec<_>>().join("\n")
}

/// Checks what must hold between the directives.
pub(in crate::init::unit) fn finish(timer: &TimerUnit, refused: bool, scope: &mut Scope) {
    if timer.triggers.is_empty() && !refused {
        let nothing = "there is no trigger: neither OnCalendar= nor any On…Sec=";
        scope.lacks("OnCalendar", |name| name.starts_with("On"), nothing);
    }
}
