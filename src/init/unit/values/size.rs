//! Sizes to the base 1024: `16M`, `1G 512M`.

use super::{C_SPACE, Parsed};

/// Suffixes in the order in which parts may follow one another, and how many bits each shifts by.
const SUFFIXES: [(&str, u32); 8] =
    [("E", 60), ("P", 50), ("T", 40), ("G", 30), ("M", 20), ("K", 10), ("B", 0), ("", 0)];

/// A number of bytes: numbers with smaller and smaller suffixes, which are added up.
pub(crate) fn size(text: &str) -> Parsed<u64> {
    bytes(text).ok_or_else(|| format!("`{text}` is no size such as `16M`"))
}

fn bytes(text: &str) -> Option<u64> {
    let (mut rest, mut total, mut first) = (text, 0_u64, 0);
    loop {
        rest = rest.trim_start_matches(C_SPACE);
        let unsigned = rest.strip_prefix('+').unwrap_or(rest);
        let end = unsigned.find(|c: char| !c.is_ascii_digit()).unwrap_or(unsigned.len());
        let (whole, after) = unsigned.split_at(end);
        let whole: u64 = whole.parse().ok()?;
        let (fraction, after) = match after.strip_prefix('.') {
            None => ("", after),
            Some(after) => after.split_at(after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len())),
        };
        let after = after.trim_start_matches([' ', '\t', '\n', '\r']);
        let index = SUFFIXES[first..].iter().position(|(suffix, _)| after.starts_with(suffix))? + first;
        let (suffix, shift) = SUFFIXES[index];
        total = total.checked_add(shifted(whole, fraction, shift)?)?;
        (rest, first) = (&after[suffix.len()..], index + 1);
        if rest.is_empty() {
            return Some(total);
        }
    }
}

/// `whole.fraction` times a power of two.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the fraction is less than one, and systemd counts in doubles, too"
)]
fn shifted(whole: u64, fraction: &str, shift: u32) -> Option<u64> {
    let factor = 1_u64 << shift;
    let mut part = if fraction.is_empty() { 0.0 } else { fraction.parse::<u64>().ok()? as f64 };
    for _ in fraction.bytes() {
        part /= 10.0;
    }
    let limit = whole.checked_add(u64::from(part > 0.0))?;
    limit.checked_mul(factor)?;
    whole.checked_mul(factor)?.checked_add((part * factor as f64) as u64)
}
