//! Numbers as the C library, and so systemd, reads them.

use super::Parsed;

/// A number as the C library reads it: decimal, or with `0x`, `0o`, `0b`, or octal after a zero; a sign may come
/// first.
pub(crate) fn integer(text: &str) -> Option<i128> {
    let text = text.trim_start_matches(C_SPACE);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let with = |prefixes: [&str; 2]| prefixes.iter().find_map(|prefix| digits.strip_prefix(prefix));
    // After a sign, the two prefixes that C does not know are not looked for.
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
    // A number that is too large for C is too large here, too.
    let number = i128::from(u64::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))?);
    Some(if negative { -number } else { number })
}

/// What the C library takes for white space, as far as it can occur within a line.
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
