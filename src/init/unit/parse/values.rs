//! Single values: yes and no, times, sizes, modes, limits, ways to end. The errors say what was expected.

use super::super::{ExitStatusSet, Limit, Signal};
use nix::sys::resource::Resource;
use std::time::Duration;

/// A value that was understood, or what is wrong with it.
pub type Parsed<T> = Result<T, String>;

/// `yes`, `no` and their other names.
pub fn boolean(text: &str) -> Parsed<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Ok(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Ok(false),
        _ => Err(format!("`{text}` is neither yes nor no")),
    }
}

/// Names of time units (systemd.time(7)) and how many microseconds they have.
const TIME_UNITS: [(&[&str], u64); 9] = [
    (&["usec", "us", "µs", "μs"], 1),
    (&["msec", "ms"], 1_000),
    (&["seconds", "second", "sec", "s", ""], 1_000_000),
    (&["minutes", "minute", "min", "m"], 60_000_000),
    (&["hours", "hour", "hr", "h"], 3_600_000_000),
    (&["days", "day", "d"], 86_400_000_000),
    (&["weeks", "week", "w"], 604_800_000_000),
    (&["months", "month", "M"], 2_629_800_000_000),
    (&["years", "year", "y"], 31_557_600_000_000),
];

/// A time span such as `5min 20s` or `1.5`; `None` is `infinity`.
pub fn time_span(text: &str) -> Parsed<Option<Duration>> {
    let error = || format!("`{text}` is no time span such as `5min 20s`");
    let mut rest = text.trim();
    if rest == "infinity" {
        return Ok(None);
    }
    if rest.is_empty() {
        return Err(error());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let microseconds = TIME_UNITS.iter().find(|(names, _)| names.contains(&unit)).ok_or_else(error)?.1;
        let part = scaled(number, microseconds).ok_or_else(error)?;
        total = total.checked_add(part).ok_or_else(error)?;
        rest = after.trim_start();
    }
    Ok(Some(Duration::from_micros(total)))
}

/// A decimal number times `factor`.
fn scaled(number: &str, factor: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    // More digits than that are less than one of any factor.
    let digits = fraction.get(..18).unwrap_or(fraction);
    let part: u64 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let part = u128::from(part) * u128::from(factor) / 10u128.pow(u32::try_from(digits.len()).ok()?);
    whole.checked_mul(factor)?.checked_add(u64::try_from(part).ok()?)
}

/// A time span that may not be infinite.
pub fn finite_time(text: &str) -> Parsed<Duration> {
    time_span(text)?.ok_or_else(|| "`infinity` makes no sense here".to_owned())
}

/// A time span of which zero means without end.
pub fn time_span_zero_infinite(text: &str) -> Parsed<Option<Duration>> {
    Ok(time_span(text)?.filter(|span| !span.is_zero()))
}

/// Bytes, with K, M, G, T, P, E to the base 1024.
pub fn size(text: &str) -> Parsed<u64> {
    let error = || format!("`{text}` is no size such as `16M`");
    let text_trimmed = text.trim().trim_end_matches('B');
    let digits = text_trimmed.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text_trimmed[digits.len()..].trim() {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        "P" => 50,
        "E" => 60,
        _ => return Err(error()),
    };
    scaled(digits.trim(), 1 << shift).ok_or_else(error)
}

/// A number within its type.
pub fn number<T: std::str::FromStr>(text: &str) -> Parsed<T> {
    text.trim().parse().map_err(|_| format!("`{text}` is no number, or out of range"))
}

/// A file mode in octal.
pub fn mode(text: &str) -> Parsed<u32> {
    u32::from_str_radix(text.trim(), 8)
        .ok()
        .filter(|mode| *mode <= 0o7777)
        .ok_or_else(|| format!("`{text}` is no file mode such as `0750`"))
}

/// A signal by name or number.
pub fn signal(text: &str) -> Parsed<Signal> {
    text.trim().parse().map_err(|error: super::super::NoSignal| error.to_string())
}

/// Exit statuses and signals, added to `set`.
pub fn exit_status(word: &str, set: &mut ExitStatusSet) -> Parsed<()> {
    if let Ok(status) = word.parse() {
        set.statuses.insert(status);
    } else if let Some(status) = exit_status_name(word) {
        set.statuses.insert(status);
    } else if let Some(signal) = word.parse().ok().filter(|_| !word.starts_with(|c: char| c.is_ascii_digit()))
    {
        set.signals.insert(signal);
    } else {
        return Err(format!("`{word}` is neither an exit status nor a signal"));
    }
    Ok(())
}

/// Names of systemd.exec(5), "Process exit codes".
fn exit_status_name(name: &str) -> Option<u8> {
    const LOW: [&str; 8] = [
        "SUCCESS",
        "FAILURE",
        "INVALIDARGUMENT",
        "NOTIMPLEMENTED",
        "NOPERMISSION",
        "NOTINSTALLED",
        "NOTCONFIGURED",
        "NOTRUNNING",
    ];
    const SYSEXITS: [&str; 15] = [
        "USAGE",
        "DATAERR",
        "NOINPUT",
        "NOUSER",
        "NOHOST",
        "UNAVAILABLE",
        "SOFTWARE",
        "OSERR",
        "OSFILE",
        "CANTCREAT",
        "IOERR",
        "TEMPFAIL",
        "PROTOCOL",
        "NOPERM",
        "CONFIG",
    ];
    const SYSTEMD: [&str; 44] = [
        "CHDIR",
        "NICE",
        "FDS",
        "EXEC",
        "MEMORY",
        "LIMITS",
        "OOM_ADJUST",
        "SIGNAL_MASK",
        "STDIN",
        "STDOUT",
        "CHROOT",
        "IOPRIO",
        "TIMERSLACK",
        "SECUREBITS",
        "SETSCHEDULER",
        "CPUAFFINITY",
        "GROUP",
        "USER",
        "CAPABILITIES",
        "CGROUP",
        "SETSID",
        "CONFIRM",
        "STDERR",
        "",
        "PAM",
        "NETWORK",
        "NAMESPACE",
        "NO_NEW_PRIVILEGES",
        "SECCOMP",
        "SELINUX_CONTEXT",
        "PERSONALITY",
        "APPARMOR_PROFILE",
        "ADDRESS_FAMILIES",
        "RUNTIME_DIRECTORY",
        "",
        "CHOWN",
        "SMACK_PROCESS_LABEL",
        "KEYRING",
        "STATE_DIRECTORY",
        "CACHE_DIRECTORY",
        "LOGS_DIRECTORY",
        "CONFIGURATION_DIRECTORY",
        "NUMA_POLICY",
        "CREDENTIALS",
    ];
    let find = |table: &[&str], first: u8| {
        let index = table.iter().position(|known| *known == name)?;
        u8::try_from(index).ok().map(|index| first + index)
    };
    find(&LOW, 0).or_else(|| find(&SYSEXITS, 64)).or_else(|| find(&SYSTEMD, 200)).filter(|_| !name.is_empty())
}

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
pub fn limit(directive: &str, value: &str) -> Option<Parsed<Limit>> {
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
    Some(limit_pair(value, unit).map(|(soft, hard)| Limit { resource, soft, hard }))
}

fn limit_pair(value: &str, unit: LimitUnit) -> Parsed<(Option<u64>, Option<u64>)> {
    let one = |text: &str| if text == "infinity" { Ok(None) } else { limit_value(text, unit).map(Some) };
    let (soft, hard) = value.trim().split_once(':').unwrap_or((value.trim(), value.trim()));
    let (soft, hard) = (one(soft)?, one(hard)?);
    match (soft, hard) {
        (None, Some(_)) => Err(format!("`{value}`: the soft limit is above the hard limit")),
        (Some(s), Some(h)) if s > h => Err(format!("`{value}`: the soft limit is above the hard limit")),
        pair => Ok(pair),
    }
}

fn limit_value(text: &str, unit: LimitUnit) -> Parsed<u64> {
    let microseconds = |text: &str| {
        // Plain numbers are seconds for LimitCPU and microseconds for LimitRTTIME.
        finite_time(text).map(|span| u64::try_from(span.as_micros()).unwrap_or(u64::MAX))
    };
    match unit {
        LimitUnit::Bytes => size(text),
        LimitUnit::Seconds => Ok(microseconds(text)?.div_ceil(1_000_000)),
        LimitUnit::Microseconds => number(text).or_else(|_| microseconds(text)),
        LimitUnit::Nice if text.starts_with(['+', '-']) => {
            // A nice level n is the limit 20 - n (getrlimit(2)).
            let nice: i64 = number(text)?;
            u64::try_from(20 - nice)
                .ok()
                .filter(|limit| (1..=40).contains(limit))
                .ok_or_else(|| format!("`{text}` is no nice level"))
        }
        LimitUnit::Count | LimitUnit::Nice => number(text),
    }
}
