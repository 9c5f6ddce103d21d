//! `Limit…=`: systemd.exec(5), "Process Properties".

use super::super::super::Limit;
use super::{MICROSECOND, Parsed, number, size, time_span, time_span_in};
use nix::sys::resource::Resource;
use std::time::Duration;

/// How the values of a limit are written.
#[derive(Clone, Copy)]
enum LimitUnit {
    Bytes,
    Count,
    Seconds,
    Microseconds,
    Nice,
}

/// The resource of a `Limit…=` directive, and `value` as its limit.
pub(crate) fn limit(directive: &str, value: &str) -> Option<Parsed<Limit>> {
    let (resource, unit) = match directive.strip_prefix("Limit")? {
        "CPU" => (Resource::RLIMIT_CPU, LimitUnit::Seconds),
        "FSIZE" => (Resource::RLIMIT_FSIZE, LimitUnit::Bytes),
        "DATA" => (Resource::RLIMIT_DATA, LimitUnit::Bytes),
        "STACK" => (Resource::RLIMIT_STACK, LimitUnit::Bytes),
        "CORE" => (Resource::RLIMIT_CORE, LimitUnit::Bytes),
        "RSS" => (Resource::RLIMIT_RSS, LimitUnit::Bytes),
        "NOFILE" => (Resource::RLIMIT_NOFILE, LimitUnit::Count),
        "AS" => (Resource::RLIMIT_AS, LimitUnit::Bytes),
        "NPROC" => (Resource::RLIMIT_NPROC, LimitUnit::Count),
        "MEMLOCK" => (Resource::RLIMIT_MEMLOCK, LimitUnit::Bytes),
        "LOCKS" => (Resource::RLIMIT_LOCKS, LimitUnit::Count),
        "SIGPENDING" => (Resource::RLIMIT_SIGPENDING, LimitUnit::Count),
        "MSGQUEUE" => (Resource::RLIMIT_MSGQUEUE, LimitUnit::Bytes),
        "NICE" => (Resource::RLIMIT_NICE, LimitUnit::Nice),
        "RTPRIO" => (Resource::RLIMIT_RTPRIO, LimitUnit::Count),
        "RTTIME" => (Resource::RLIMIT_RTTIME, LimitUnit::Microseconds),
        _ => return None,
    };
    Some(pair(value, unit).map(|(soft, hard)| Limit { resource, soft, hard }))
}

fn pair(value: &str, unit: LimitUnit) -> Parsed<(Option<u64>, Option<u64>)> {
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
