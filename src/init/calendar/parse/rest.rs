//! What is left of the text: numbers, and fields of numbers.

use super::PARTS_MAX;
use crate::init::calendar::field::{Field, Part};

/// What is left of an expression.
pub(super) struct Rest<'a>(pub(super) &'a str);

impl Rest<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a prefix off, if it is there.
    pub(super) fn take(&mut self, prefix: &str) -> bool {
        let after = self.0.strip_prefix(prefix);
        self.0 = after.unwrap_or(self.0);
        after.is_some()
    }

    pub(super) fn skip_spaces(&mut self) {
        self.0 = self.0.trim_start_matches(' ');
    }

    pub(super) fn digits(&mut self) -> &str {
        let end = self.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits
    }

    /// A number in units of 1/`scale`; further decimals round it up.
    pub(super) fn number(&mut self, scale: i64) -> Result<i64, String> {
        let text = self.0;
        let no_number = || format!("`{text}` does not begin with a number");
        let whole: i64 = self.digits().parse().map_err(|_| no_number())?;
        let mut value = whole.checked_mul(scale).ok_or_else(no_number)?;
        if scale > 1 && self.0.starts_with('.') && !self.0.starts_with("..") {
            self.take(".");
            let fraction = self.digits();
            if fraction.is_empty() {
                return Err(no_number());
            }
            let mut step = scale;
            for digit in fraction.bytes() {
                let digit = i64::from(digit - b'0');
                step /= 10;
                if step == 0 {
                    value += i64::from(digit >= 5);
                    break;
                }
                value += digit * step;
            }
        }
        Some(value).filter(|value| *value <= i64::from(i32::MAX)).ok_or_else(no_number)
    }

    /// `*`, or a list of values, ranges and repetitions.
    pub(super) fn field(&mut self, scale: i64) -> Result<Field, String> {
        if self.take("*") {
            // Every second, not every microsecond.
            let seconds = Part { start: 0, stop: None, repeat: scale };
            return Ok(Field(if scale > 1 { vec![seconds] } else { Vec::new() }));
        }
        let mut parts = Vec::new();
        loop {
            parts.push(self.part(scale)?);
            if parts.len() > PARTS_MAX {
                return Err("a list has too many values".to_owned());
            }
            if !self.take(",") {
                return Ok(Field(parts));
            }
        }
    }

    pub(super) fn part(&mut self, scale: i64) -> Result<Part, String> {
        let text = self.0;
        let start = self.number(scale)?;
        let mut part = Part { start, stop: None, repeat: 0 };
        if self.take("..") {
            part.stop = Some(self.number(scale)?);
            part.repeat = scale;
        }
        if self.take("/") {
            part.repeat = self.number(scale)?;
            if part.repeat == 0 {
                return Err(format!("`{text}` has a repetition by nothing"));
            }
        } else if scale > 1 && part.stop.is_some_and(|stop| start + part.repeat > stop) {
            return Err(format!("`{text}` has a range of less than a second"));
        }
        match self.0.chars().next() {
            None | Some(' ' | ',' | '-' | '~' | ':') => Ok(part),
            Some(_) => Err(format!("`{}` is neither a date nor a time", self.0)),
        }
    }
}
