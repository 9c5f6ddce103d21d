//! Points and spans of time as systemd prints them.

use std::ffi::CStr;
use std::time::{SystemTime, UNIX_EPOCH};

use nix::libc;

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// Units of a span, in microseconds, largest first.
const UNITS: [(u64, &str); 8] = [
    (31_557_600_000_000, "y"),
    (2_629_800_000_000, "month"),
    (604_800_000_000, "w"),
    (86_400_000_000, "d"),
    (3_600_000_000, "h"),
    (60_000_000, "min"),
    (1_000_000, "s"),
    (1000, "ms"),
];

/// Microseconds since 1970.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

/// The same moment by the monotonic clock, exact unless the wall clock was set since; 0 for 0.
pub(super) fn monotonic(microseconds: u64) -> u64 {
    if microseconds == 0 {
        return 0;
    }
    let passed = now().saturating_sub(microseconds);
    let clock = nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC).map(std::time::Duration::from);
    let clock = clock.map_or(0, |time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    clock.saturating_sub(passed)
}

/// `Sun 2026-11-22 16:02:17 UTC`, in the zone of `$TZ` or /etc/localtime; empty for 0.
#[allow(unsafe_code)]
pub(super) fn point(microseconds: u64) -> String {
    if microseconds == 0 {
        return String::new();
    }
    let time = libc::time_t::try_from(microseconds / 1_000_000).unwrap_or(libc::time_t::MAX);
    // SAFETY: all zeros is a valid value of it, both places are valid, nobody changes the environment meanwhile, and a
    // zone's name is a text that stays.
    let (local, zone) = unsafe {
        let mut local: libc::tm = std::mem::zeroed();
        if libc::localtime_r(&raw const time, &raw mut local).is_null() || local.tm_zone.is_null() {
            return String::new();
        }
        (local, CStr::from_ptr(local.tm_zone).to_string_lossy())
    };
    let weekday = usize::try_from(local.tm_wday).ok().and_then(|day| WEEKDAYS.get(day)).unwrap_or(&"");
    let (year, month, day) = (i64::from(local.tm_year) + 1900, local.tm_mon + 1, local.tm_mday);
    let (hour, minute, second) = (local.tm_hour, local.tm_min, local.tm_sec);
    format!("{weekday} {year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} {zone}")
}

/// `5min 3s`: the two largest units; whole seconds above one.
pub(super) fn span(microseconds: u64) -> String {
    let mut left = microseconds;
    let mut words = Vec::new();
    for (size, name) in UNITS {
        let fine = name == "ms" && microseconds >= 1_000_000;
        if left >= size && words.len() < 2 && !fine {
            words.push(format!("{}{name}", left / size));
            left %= size;
        } else if !words.is_empty() {
            break;
        }
    }
    if words.is_empty() { "0".into() } else { words.join(" ") }
}

/// `5min 3s ago`, `1h left`.
pub(super) fn relative(microseconds: u64, now: u64) -> String {
    if microseconds > now { format!("{} left", left(microseconds, now)) } else { ago(microseconds, now) }
}

/// `1h`
pub(super) fn left(microseconds: u64, now: u64) -> String {
    span(microseconds.saturating_sub(now))
}

pub(super) fn ago(microseconds: u64, now: u64) -> String {
    format!("{} ago", span(now.saturating_sub(microseconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_as_systemd_prints_them() {
        assert_eq!(point(0), "");
        // In this machine's own zone; tests/init has other zones.
        let point = point(1_795_363_337_000_000);
        assert!(point.contains(" 2026-11-2") && point.contains(":17 "), "{point}");
    }

    #[test]
    fn spans_have_two_units() {
        for (microseconds, text) in [
            (0, "0"),
            (999, "0"),
            (5000, "5ms"),
            (5_000_999, "5s"),
            (65_000_000, "1min 5s"),
            (3_605_000_000, "1h"),
            (90_061_000_000, "1d 1h"),
            (700_000_000_000, "1w 1d"),
        ] {
            assert_eq!(span(microseconds), text);
        }
        assert_eq!(relative(10_000_000, 70_000_000), "1min ago");
        assert_eq!(relative(70_000_000, 10_000_000), "1min left");
    }
}
