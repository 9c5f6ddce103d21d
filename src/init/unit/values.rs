//! Single values, accepted and refused as by systemd's own parsers. The errors say what was expected.

mod bus_name;
mod exit_status;
pub(super) mod integer;
mod limit;
mod path;
mod size;
mod span;

pub(crate) use bus_name::bus_name;
pub(crate) use exit_status::exit_status;
pub(crate) use integer::{C_SPACE, in_range, number};
pub(crate) use limit::{LimitUnit, limit};
pub(crate) use path::{absolute, outside_of_kernels, relative};
pub(crate) use size::size;
pub(crate) use span::{
    MICROSECOND, NEVER, nanoseconds, time_or_never, time_span, time_span_in, time_span_zero_infinite,
};

use super::signal::{NoSignal, Signal};

/// A parsed value, or what is wrong with it.
pub(crate) type Parsed<T> = Result<T, String>;

/// `yes`, `no` and their other names.
pub(crate) fn boolean(text: &str) -> Parsed<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Ok(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Ok(false),
        _ => Err(format!("`{text}` is neither yes nor no")),
    }
}

/// A file mode in octal.
pub(crate) fn mode(text: &str) -> Parsed<u32> {
    let digits = text.trim_start_matches(C_SPACE);
    u32::from_str_radix(digits, 8)
        .ok()
        .filter(|mode| *mode <= 0o7777 && !digits.starts_with('+'))
        .ok_or_else(|| format!("`{text}` is no file mode such as `0750`"))
}

/// A signal by name or number.
pub(crate) fn signal(text: &str) -> Parsed<Signal> {
    text.parse().map_err(|error: NoSignal| error.to_string())
}

/// syslog(3)'s levels by number.
const LEVELS: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

/// A level of syslog by name or number.
pub(crate) fn level(text: &str) -> Parsed<u8> {
    let named = LEVELS.iter().position(|name| *name == text).and_then(|index| u8::try_from(index).ok());
    let level = named.or_else(|| number(text).ok().filter(|level| *level < 8));
    level.ok_or_else(|| format!("`{text}` is no level of syslog"))
}

/// A valid name of a file descriptor.
pub(crate) fn descriptor_name(text: &str) -> Parsed<String> {
    let valid = |c: char| c.is_ascii() && !c.is_ascii_control() && c != ':';
    let named = (text.len() < 256 && text.chars().all(valid)).then(|| text.to_owned());
    named.ok_or_else(|| format!("`{text}` is no name of a file descriptor"))
}

/// The name or number of a user or a group: anything except a name that /etc/passwd could not hold and a number that
/// no user can have.
pub(crate) fn account(name: &str) -> Parsed<()> {
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = name.starts_with(' ') || name.ends_with(' ');
    let wrong = name.is_empty() || padded || name.contains([':', '/']) || name.contains(char::is_control);
    // The two numbers that mean "no user" to the kernel, and numbers written like C's octal ones.
    let no_number = numeric(name) && (uid(name).is_none() || name.len() > 1 && name.starts_with('0'));
    let negative = name.strip_prefix('-').is_some_and(|rest| rest.is_empty() || numeric(rest));
    if wrong || no_number || negative || name == "." || name == ".." {
        return Err(format!("`{name}` can be neither the name nor the number of a user or group"));
    }
    Ok(())
}

/// The number of a user or a group.
pub(crate) fn uid(text: &str) -> Option<u32> {
    let strict = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|uid| strict && ![u32::MAX, 0xffff].contains(uid))
}

#[cfg(test)]
mod tests;
