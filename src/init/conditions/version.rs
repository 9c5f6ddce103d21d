//! Comparisons with an operator before what is compared to: `>= 5.10`, `<2G`.

use std::cmp::Ordering;

use super::super::glob;

/// The version of systemd whose meanings this init has.
pub(super) const SYSTEMD: &str = "257";

/// Operators, longer ones before those that they begin with. `$=` and `!$=` match a pattern.
const OPERATORS: [&str; 10] = ["!$=", "$=", "<=", ">=", "!=", "<>", "==", "<", ">", "="];

fn operator(text: &str) -> Option<(&'static str, &str)> {
    let found = OPERATORS.iter().find(|operator| text.starts_with(**operator))?;
    Some((found, text[found.len()..].trim_start()))
}

fn decide(operator: &str, ordering: Ordering) -> bool {
    match operator {
        "<" => ordering.is_lt(),
        "<=" => ordering.is_le(),
        ">" => ordering.is_gt(),
        ">=" => ordering.is_ge(),
        "!=" | "<>" => ordering.is_ne(),
        _ => ordering.is_eq(),
    }
}

/// Whether `actual` is as every word of `wanted` says; a word without operator is a pattern.
pub(super) fn test(actual: &str, wanted: &str) -> bool {
    let mut words = wanted.split_whitespace().peekable();
    if words.peek().is_none() {
        return false;
    }
    while let Some(word) = words.next() {
        let holds = match operator(word) {
            None => glob::matches(word, actual),
            Some((operator, "")) => words.next().is_some_and(|version| apply(operator, actual, version)),
            Some((operator, version)) => apply(operator, actual, version),
        };
        if !holds {
            return false;
        }
    }
    true
}

fn apply(operator: &str, actual: &str, wanted: &str) -> bool {
    match operator {
        "$=" => glob::matches(wanted, actual),
        "!$=" => !glob::matches(wanted, actual),
        "=" | "==" if glob::is_pattern(wanted) => glob::matches(wanted, actual),
        _ => decide(operator, compare(actual, wanted)),
    }
}

/// Compares versions: numbers as numbers, the rest as text, part by part.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (parts(one), parts(other));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(other)) => match one.cmp(&other) {
                Ordering::Equal => {}
                unequal => return unequal,
            },
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Text(&'a str),
    Number(u64),
}

fn parts(version: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = version;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let digit = rest.chars().next()?.is_ascii_digit();
        let inside = |c: char| c.is_ascii_alphanumeric() && c.is_ascii_digit() == digit;
        let end = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(if digit { Part::Number(part.parse().unwrap_or(u64::MAX)) } else { Part::Text(part) })
    })
}

/// Whether `actual` is as `wanted` says; without operator it must be at least that.
pub(super) fn compare_number(actual: u64, wanted: &str, parse: impl Fn(&str) -> Option<u64>) -> bool {
    let (operator, number) = operator(wanted.trim()).unwrap_or((">=", wanted.trim()));
    parse(number).is_some_and(|number| decide(operator, actual.cmp(&number)))
}

/// A size with systemd's suffixes, to the base 1024.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let text = text.strip_suffix('B').unwrap_or(text);
    let shift = match text.chars().last()? {
        'K' => 10,
        'M' => 20,
        'G' => 30,
        'T' => 40,
        _ => 0,
    };
    let digits = if shift == 0 { text } else { &text[..text.len() - 1] };
    digits.trim().parse::<u64>().ok()?.checked_mul(1 << shift)
}
