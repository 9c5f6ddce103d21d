//! Spans of time: systemd.time(7), "Parsing Time Spans".

use super::{C_SPACE, Parsed};
use std::time::Duration;

/// Stands for a time that never comes where a time is needed: the longest that can be written.
pub(crate) const NEVER: Duration = Duration::from_micros(u64::MAX);

/// A microsecond, and a second, in the unit that spans are counted in.
pub(crate) const MICROSECOND: u64 = 1;
const SECOND: u64 = 1_000_000;

/// Names of time units and their length in microseconds. Of the names that a text begins with, the longest is meant.
const UNITS: [(&[&str], u64); 9] = [
    (&["usec", "us", "µs", "μs"], MICROSECOND),
    (&["msec", "ms"], 1_000),
    (&["seconds", "second", "sec", "s"], SECOND),
    (&["minutes", "minute", "min", "m"], 60_000_000),
    (&["hours", "hour", "hr", "h"], 3_600_000_000),
    (&["days", "day", "d"], 86_400_000_000),
    (&["weeks", "week", "w"], 604_800_000_000),
    (&["months", "month", "M"], 2_629_800_000_000),
    (&["years", "year", "y"], 31_557_600_000_000),
];

/// A time span such as `5min 20s` or `1.5`; `None` is `infinity`.
pub(crate) fn time_span(text: &str) -> Parsed<Option<Duration>> {
    time_span_in(text, SECOND)
}

/// The same, where a number without a unit counts this many microseconds each.
pub(crate) fn time_span_in(text: &str, unit: u64) -> Parsed<Option<Duration>> {
    let known = UNITS.iter().flat_map(|(names, length)| names.iter().map(move |name| (*name, *length)));
    let count = counted(text, unit, &known.collect::<Vec<_>>());
    let count = count.ok_or_else(|| format!("`{text}` is no time span such as `5min 20s`"))?;
    Ok(Some(Duration::from_micros(count)).filter(|span| *span != NEVER))
}

/// A time span; zero means without end.
pub(crate) fn time_span_zero_infinite(text: &str) -> Parsed<Option<Duration>> {
    Ok(time_span(text)?.filter(|span| !span.is_zero()))
}

/// A time span; one without end is [`NEVER`].
pub(crate) fn time_or_never(text: &str) -> Parsed<Duration> {
    Ok(time_span(text)?.unwrap_or(NEVER))
}

/// A time span in nanoseconds, which is what a plain number means.
pub(crate) fn nanoseconds(text: &str) -> Parsed<u64> {
    let coarse =
        UNITS.iter().flat_map(|(names, length)| names.iter().map(move |name| (*name, length * 1000)));
    let known: Vec<_> = coarse.chain([("nsec", 1), ("ns", 1)]).collect();
    counted(text, 1, &known).ok_or_else(|| format!("`{text}` is no time span such as `50us`"))
}

/// How many of the smallest unit a text stands for; the highest number is `infinity`. Each digit after the point is
/// converted by itself, as in systemd.
fn counted(text: &str, plain: u64, units: &[(&str, u64)]) -> Option<u64> {
    const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];
    let mut rest = text.trim_start_matches(BLANK);
    if let Some(after) = rest.strip_prefix("infinity") {
        return after.trim_start_matches(BLANK).is_empty().then_some(u64::MAX);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u64 = 0;
    let mut add = |part: u64| -> Option<()> {
        total = total.checked_add(part).filter(|total| *total < u64::MAX)?;
        Some(())
    };
    while !rest.is_empty() {
        let unsigned = rest.trim_start_matches(C_SPACE);
        let unsigned = unsigned.strip_prefix('+').unwrap_or(unsigned);
        let (whole, after) = digits(unsigned);
        let fraction = if whole.is_empty() { rest.strip_prefix('.') } else { after.strip_prefix('.') };
        let (fraction, after) = match fraction {
            Some(fraction) => Some(digits(fraction)).filter(|(digits, _)| !digits.is_empty())?,
            None if whole.is_empty() => return None,
            None => ("", after),
        };
        let named = after.trim_start_matches(BLANK);
        let unit =
            units.iter().filter(|(name, _)| named.starts_with(name)).max_by_key(|(name, _)| name.len());
        let (end, length) = unit.map_or((named, plain), |(name, length)| (&named[name.len()..], *length));
        // `12 34` is two numbers, `12:34` is not a number.
        if end.len() == after.len() && !end.is_empty() {
            return None;
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let whole = u64::try_from(whole).ok().filter(|whole| *whole < u64::MAX / length)?;
        add(whole * length)?;
        let mut step = length;
        for digit in fraction.bytes() {
            step /= 10;
            add(u64::from(digit - b'0') * step)?;
        }
        rest = end.trim_start_matches(BLANK);
    }
    Some(total)
}

/// The digits that a text begins with, and what follows.
fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}
