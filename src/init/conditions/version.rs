//! Comparisons that begin with an operator: `>= 5.10`, `<2G`.

use std::cmp::Ordering;

use super::super::unit::quoting;
use crate::glob;

/// The version of systemd that this init follows.
pub(super) const SYSTEMD: &str = "257";

/// How two things are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    /// `$=`, `!$=`: as a pattern. A version without an operator is a pattern, too.
    Pattern(bool),
    /// `=`, `!=`: as they are written.
    Text(bool),
    /// The orders of the two that are accepted.
    Order(&'static [Ordering]),
}

use Ordering::{Equal, Greater, Less};

/// Operators, longer ones before shorter ones that they begin with.
const OPERATORS: [(&str, Operator); 10] = [
    ("$=", Operator::Pattern(true)),
    ("!$=", Operator::Pattern(false)),
    ("<>", Operator::Order(&[Less, Greater])),
    ("<=", Operator::Order(&[Less, Equal])),
    (">=", Operator::Order(&[Greater, Equal])),
    ("<", Operator::Order(&[Less])),
    (">", Operator::Order(&[Greater])),
    ("==", Operator::Order(&[Equal])),
    ("=", Operator::Text(true)),
    ("!=", Operator::Text(false)),
];

fn operator(text: &str) -> Option<(Operator, &str)> {
    OPERATORS.iter().find_map(|(name, operator)| Some((*operator, text.strip_prefix(name)?)))
}

/// Whether `actual` satisfies every word of `wanted`; `None` if that is invalid.
pub(super) fn test(actual: &str, wanted: &str) -> Option<bool> {
    let mut rest = wanted;
    let mut first = true;
    while let Some((word, after)) = quoting::first_text(rest, quoting::Unknown::Keep).ok()? {
        rest = after;
        let text = word.text.trim();
        let (operator, mut version) = operator(text).unwrap_or((Operator::Pattern(true), text));
        version = version.trim_start();
        if version.is_empty() {
            // Only the first version may be separated from its operator.
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (version, rest) = (&rest[..end], rest[end..].trim_start());
            if !first || version.is_empty() {
                return None;
            }
        }
        if !holds(operator, actual, version) {
            return Some(false);
        }
        first = false;
    }
    Some(true)
}

/// Whether the value of the name at the start of `condition` (`ID=nixos`) satisfies it; `None` if it is invalid.
pub(super) fn test_value(condition: &str, value: impl Fn(&str) -> String) -> Option<bool> {
    let (name, rest) = condition.split_at(condition.find(['=', '<', '>', '!', '$'])?);
    let (operator, wanted) = operator(rest)?;
    let valid = super::super::environment::file::is_name(name);
    if !valid || wanted.is_empty() || wanted.starts_with(char::is_whitespace) {
        return None;
    }
    Some(holds(operator, &value(name), wanted))
}

fn holds(operator: Operator, actual: &str, wanted: &str) -> bool {
    match operator {
        Operator::Pattern(matches) => glob::matches(wanted, actual) == matches,
        Operator::Text(same) => (actual == wanted) == same,
        Operator::Order(orders) => orders.contains(&compare(actual, wanted)),
    }
}

/// Compares versions part by part, as rpm does: numbers as numbers, the rest as text. What `~` begins is older than
/// nothing; what `-`, `^` and `.` begin is newer, in this order.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"~-^.".contains(&byte);
    let strip = |text: &mut &[u8]| {
        let start = text.iter().position(|byte| known(*byte)).unwrap_or(text.len());
        *text = &text[start..];
    };
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    loop {
        strip(&mut one);
        strip(&mut other);
        for mark in *b"~-^." {
            // Only a pre-release is older than the end.
            if mark == b'-' && (one.is_empty() || other.is_empty()) {
                return (!one.is_empty()).cmp(&!other.is_empty());
            }
            let with = (one.first() == Some(&mark), other.first() == Some(&mark));
            match with {
                (true, true) => (one, other) = (&one[1..], &other[1..]),
                (false, false) => {}
                (with, without) => return without.cmp(&with),
            }
        }
        let digits = [one, other].iter().any(|text| text.first().is_some_and(u8::is_ascii_digit));
        let (left, right) = (segment(&mut one, digits), segment(&mut other, digits));
        let order = if digits {
            let number = |text: &'_ [u8]| {
                let zeros = text.iter().take_while(|byte| **byte == b'0').count();
                (!text.is_empty(), text.len() - zeros, text[zeros..].to_vec())
            };
            number(left).cmp(&number(right))
        } else {
            left.cmp(right)
        };
        if order != Equal {
            return order;
        }
    }
}

/// Takes the digits, or the letters, off the beginning.
fn segment<'a>(text: &mut &'a [u8], digits: bool) -> &'a [u8] {
    let inside = |byte: &u8| if digits { byte.is_ascii_digit() } else { byte.is_ascii_alphabetic() };
    let end = text.iter().position(|byte| !inside(byte)).unwrap_or(text.len());
    let (part, rest) = text.split_at(end);
    *text = rest;
    part
}

/// Whether `actual` satisfies `wanted`; without an operator it must be at least that. `None` if it is invalid.
pub(super) fn compare_number(actual: u64, wanted: &str, parse: impl Fn(&str) -> Option<u64>) -> Option<bool> {
    let at_least: &[Ordering] = &[Greater, Equal];
    let (orders, number) = match operator(wanted) {
        Some((Operator::Order(orders), number)) => (orders, number),
        Some((Operator::Text(same), number)) => {
            (if same { &[Equal][..] } else { &[Less, Greater][..] }, number)
        }
        _ => (at_least, wanted),
    };
    Some(orders.contains(&actual.cmp(&parse(number)?)))
}
