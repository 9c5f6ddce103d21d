//! `Limit…=`: systemd.exec(5), "Process Properties".

use super::{MICROSECOND, Parsed, number, size, time_span, time_span_in};
use std::time::Duration;

/// How the values of a limit are written.
#[derive(Clone, Copy)]
pub(crate) enum LimitUnit {
    /// A size: `16M`.
    Bytes,
    /// A number.
    Count,
    /// A time span, whose bare numbers are seconds.
    Seconds,
    /// A time span, whose bare numbers are microseconds.
    Microseconds,
    /// A nice level with its sign, or a limit without one.
    Nice,
}

/// The soft and the hard limit: one value for both, or `soft:hard`. `None` is no limit.
pub(crate) fn limit(value: &str, unit: LimitUnit) -> Parsed<(Option<u64>, Option<u64>)> {
    let one = |text: &str| if text == "infinity" { Ok(None) } else { limit_value(text, unit) };
    let (soft, hard) = value.split_once(':').unwrap_or((value, value));
    let (soft, hard) = (one(soft)?, one(hard)?);
    match (soft, hard) {
        (None, Some(_)) => Err(format!("`{value}`: the soft limit is above the hard limit")),
        (Some(s), Some(h)) if s > h => Err(format!("`{value}`: the soft limit is above the hard limit")),
        pair => Ok(pair),
    }
}

/// `None` is no limit.
fn limit_value(text: &str, unit: LimitUnit) -> Parsed<Option<u64>> {
    let microseconds = |span: Duration| u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
    let finite = |value: u64| {
        Some(value).filter(|value| *value < u64::MAX).ok_or_else(|| format!("`{text}` is out of range"))
    };
    match unit {
        LimitUnit::Bytes => size(text).and_then(finite).map(Some),
        LimitUnit::Seconds => Ok(time_span(text)?.map(|span| microseconds(span).div_ceil(1_000_000))),
        LimitUnit::Microseconds => Ok(time_span_in(text, MICROSECOND)?.map(microseconds)),
        LimitUnit::Nice => nice(text).map(Some),
        LimitUnit::Count => number(text).and_then(finite).map(Some),
    }
}

/// A nice level n is the limit 20 - n (getrlimit(2)); it has a sign, a limit itself has none.
fn nice(text: &str) -> Parsed<u64> {
    let level = |digits: &str, most: u64| {
        let level: u64 = number(digits)?;
        Some(level).filter(|level| *level <= most).ok_or_else(|| format!("`{text}` is no nice level"))
    };
    if let Some(digits) = text.strip_prefix('+') {
        return level(digits, 19).map(|level| 20 - level);
    }
    match text.strip_prefix('-') {
        Some(digits) => level(digits, 20).map(|level| 20 + level),
        None => level(text, 40),
    }
}
