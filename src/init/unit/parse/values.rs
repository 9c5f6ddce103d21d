//! Single values, taken and refused as systemd's own parsers do. The errors say what was expected.

mod exit_status;
mod limit;
mod path;
mod size;
mod span;

pub(crate) use exit_status::exit_status;
pub(crate) use limit::limit;
pub(crate) use path::{absolute, outside_of_kernels, relative};
pub(crate) use size::size;
pub(crate) use span::{
    MICROSECOND, nanoseconds, time_or_never, time_span, time_span_in, time_span_zero_infinite,
};

use super::super::Signal;

/// A value that was understood, or what is wrong with it.
pub(crate) type Parsed<T> = Result<T, String>;

/// `yes`, `no` and their other names.
pub(crate) fn boolean(text: &str) -> Parsed<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Ok(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Ok(false),
        _ => Err(format!("`{text}` is neither yes nor no")),
    }
}

/// A number as C's library reads it: decimal, or with `0x`, `0o`, `0b`, or octal after a zero; a sign may stand
/// before it.
pub(crate) fn integer(text: &str) -> Option<i128> {
    let text = text.trim_start_matches(C_SPACE);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let with = |prefixes: [&str; 2]| prefixes.iter().find_map(|prefix| digits.strip_prefix(prefix));
    // A sign ends the search for the two prefixes that C does not know.
    let own = |prefixes| with(prefixes).filter(|_| digits.len() == text.len());
    let (radix, digits) = if let Some(rest) = with(["0x", "0X"]) {
        (16, rest)
    } else if let Some(rest) = own(["0b", "0B"]) {
        (2, rest)
    } else if let Some(rest) = own(["0o", "0O"]) {
        (8, rest)
    } else if digits.len() > 1 && digits.starts_with('0') {
        (8, digits)
    } else {
        (10, digits)
    };
    // One that is too large for C is for this, too.
    let number = i128::from(u64::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))?);
    Some(if negative { -number } else { number })
}

/// What C's library takes for white space, of what can be within a line.
pub(crate) const C_SPACE: [char; 6] = [' ', '\t', '\n', '\r', '\u{b}', '\u{c}'];

/// A number within its type.
pub(crate) fn number<T: TryFrom<i128>>(text: &str) -> Parsed<T> {
    let number = integer(text).and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| format!("`{text}` is no number, or out of range"))
}

/// A number from `low` to `high`.
pub(crate) fn in_range(text: &str, low: i32, high: i32) -> Parsed<i32> {
    let number = number(text)?;
    if (low..=high).contains(&number) {
        Ok(number)
    } else {
        Err(format!("{number} is not within {low} to {high}"))
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
    text.parse().map_err(|error: super::super::NoSignal| error.to_string())
}

/// syslog(3)'s levels by number.
const LEVELS: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

/// A level of syslog by name or number.
pub(crate) fn level(text: &str) -> Parsed<u8> {
    let named = LEVELS.iter().position(|name| *name == text).and_then(|index| u8::try_from(index).ok());
    let level = named.or_else(|| number(text).ok().filter(|level| *level < 8));
    level.ok_or_else(|| format!("`{text}` is no level of syslog"))
}

/// What a file descriptor may be called.
pub(crate) fn descriptor_name(text: &str) -> Parsed<String> {
    let valid = |c: char| c.is_ascii() && !c.is_ascii_control() && c != ':';
    let named = (text.len() < 256 && text.chars().all(valid)).then(|| text.to_owned());
    named.ok_or_else(|| format!("`{text}` is no name of a file descriptor"))
}

/// The name of a user or a group, or a number: everything but what could not stand in /etc/passwd, or is no
/// number of a user.
pub(crate) fn account(name: &str) -> Parsed<()> {
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = name.starts_with(' ') || name.ends_with(' ');
    let wrong = name.is_empty() || padded || name.contains([':', '/']) || name.contains(char::is_control);
    // The two that mean "no user" to the kernel, and numbers that are written as octal ones are in C.
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
