//! The text of a calendar expression: `[weekdays] [date] [time] [zone]`, or a shorthand.
//!
//! It accepts and refuses what systemd does, down to repetitions that can't occur even once.

mod rest;

use super::civil::Date;
use super::field::Field;
use super::{Calendar, DAY, LAST_YEAR, MICROSECONDS, Pattern, ZoneName};
use rest::Rest;
use std::str::FromStr;

/// A text is not a calendar expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no calendar time such as `Mon..Fri *-*-* 08:00`: {reason}")]
pub struct CalendarError {
    text: String,
    reason: String,
}

/// Shorthands and what they stand for: systemd.time(7).
const SHORTHANDS: [(&str, &str); 13] = [
    ("minutely", "*:*:00"),
    ("hourly", "*:00:00"),
    ("daily", "00:00:00"),
    ("weekly", "Mon *-*-* 00:00:00"),
    ("monthly", "*-*-01 00:00:00"),
    ("quarterly", "*-01,04,07,10-01 00:00:00"),
    ("semiannually", "*-01,07-01 00:00:00"),
    ("semi-annually", "*-01,07-01 00:00:00"),
    ("biannually", "*-01,07-01 00:00:00"),
    ("bi-annually", "*-01,07-01 00:00:00"),
    ("yearly", "*-01-01 00:00:00"),
    ("annually", "*-01-01 00:00:00"),
    ("anually", "*-01-01 00:00:00"),
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Every day of the week, a bit each.
const ALL_DAYS: u8 = 0x7f;

/// How many values a field may have.
const PARTS_MAX: usize = 241;

impl FromStr for Calendar {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let error = |reason| CalendarError { text: text.to_owned(), reason };
        let (when, zone) = split_zone(text);
        let (when, zone) = pattern(when, zone).map_err(error)?;
        Ok(Self { text: text.trim().to_owned(), when: Box::new(when), zone })
    }
}

/// Takes the time zone off the end.
fn split_zone(text: &str) -> (&str, ZoneName) {
    match text.rsplit_once(' ') {
        Some((rest, word)) if word.eq_ignore_ascii_case("utc") => (rest, ZoneName::Utc),
        Some((rest, word)) if is_zone(word) => (rest, ZoneName::Named(word.to_owned())),
        _ => (text, ZoneName::Local),
    }
}

/// Whether a last word can only be the name of a time zone.
fn is_zone(word: &str) -> bool {
    let valid = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    let proper = |part: &str| !part.is_empty();
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(valid)
        && word.split('/').all(proper)
        && weekday(word).is_none()
}

fn pattern(text: &str, zone: ZoneName) -> Result<(Pattern, ZoneName), String> {
    let long = SHORTHANDS.iter().find(|(short, _)| short.eq_ignore_ascii_case(text));
    let text = long.map_or(text, |(_, long)| long);
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    let mut pattern = Pattern {
        weekdays: 0,
        year: Field::default(),
        month: Field::default(),
        day: Field::default(),
        from_end: false,
        hour: Field::only(0),
        minute: Field::only(0),
        second: Field::only(0),
    };
    let mut rest = Rest(text);
    pattern.weekdays = weekdays(&mut rest)?;
    if rest.take("@") {
        pattern.set_moment(&mut rest)?;
        if !rest.is_empty() {
            return Err(format!("`{}` is too much", rest.0));
        }
        return pattern.valid().map(|pattern| (pattern, ZoneName::Utc));
    }
    pattern.set_date(&mut rest)?;
    pattern.set_time(&mut rest)?;
    Ok((pattern.valid()?, zone))
}

/// The weekday that a text begins with: its number and its length.
fn weekday(text: &str) -> Option<(u8, usize)> {
    let begins = |name: &str| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let found = |(number, name): (u8, &&str)| {
        let length = [name.len(), 3].into_iter().find(|length| begins(&name[..*length]))?;
        Some((number, length))
    };
    (0..).zip(&WEEKDAYS).find_map(found)
}

/// `Mon`, `Mon,Wed`, `Mon..Fri`, as bits; none if the expression does not begin with a weekday.
fn weekdays(rest: &mut Rest) -> Result<u8, String> {
    let text = rest.0;
    let (mut bits, mut range_from): (u8, Option<u8>) = (0, None);
    loop {
        let Some((day, length)) = weekday(rest.0) else {
            return if bits == 0 { Ok(0) } else { Err(format!("`{}` is no weekday", rest.0)) };
        };
        rest.0 = &rest.0[length..];
        let first = range_from.unwrap_or(day);
        if first > day {
            return Err(format!("`{text}` goes backwards"));
        }
        (first..=day).for_each(|day| bits |= 1 << day);
        if rest.is_empty() || rest.0.starts_with(' ') {
            break;
        }
        let ranged = range_from.is_some();
        if (rest.take("..") || rest.take("-")) && !ranged {
            range_from = Some(day);
        } else if rest.take(",") {
            range_from = None;
        } else {
            return Err(format!("`{text}` is no weekday"));
        }
        // A comma may come last, an open range may not.
        if rest.is_empty() || rest.0.starts_with(' ') {
            if range_from.is_some() {
                return Err(format!("`{text}` does not end"));
            }
            break;
        }
    }
    rest.skip_spaces();
    Ok(bits)
}

impl Pattern {
    /// `[year-]month-day`, or with `~` before the day; nothing if a time comes next.
    fn set_date(&mut self, rest: &mut Rest) -> Result<(), String> {
        if rest.is_empty() {
            return Ok(());
        }
        let text = rest.0;
        let no_date = || Err(format!("`{text}` is neither a date nor a time"));
        let first = rest.field(1)?;
        if rest.is_empty() || rest.0.starts_with(':') {
            rest.0 = text;
            return Ok(());
        }
        self.from_end = rest.take("~");
        if !self.from_end && !rest.take("-") {
            return no_date();
        }
        let second = rest.field(1)?;
        if rest.is_empty() || rest.0.starts_with(' ') {
            (self.month, self.day) = (first, second);
        } else {
            let counted = self.from_end;
            self.from_end = rest.take("~");
            if counted || !self.from_end && !rest.take("-") {
                return no_date();
            }
            (self.year, self.month, self.day) = (first, second, rest.field(1)?);
            if !(rest.is_empty() || rest.0.starts_with(' ')) {
                return no_date();
            }
        }
        rest.skip_spaces();
        Ok(())
    }

    /// `hour:minute[:second]`; midnight if nothing is left.
    fn set_time(&mut self, rest: &mut Rest) -> Result<(), String> {
        if rest.is_empty() {
            return Ok(());
        }
        let text = rest.0;
        let no_time = || Err(format!("`{text}` is no time of day"));
        self.hour = rest.field(1)?;
        if !rest.take(":") {
            return no_time();
        }
        self.minute = rest.field(1)?;
        if rest.take(":") {
            self.second = rest.field(MICROSECONDS)?;
        }
        if rest.is_empty() { Ok(()) } else { no_time() }
    }

    /// `@seconds`: once.
    fn set_moment(&mut self, rest: &mut Rest) -> Result<(), String> {
        let text = rest.0;
        rest.skip_spaces();
        rest.take("+");
        let seconds: i64 = rest.digits().parse().map_err(|_| format!("`@{text}` is no time"))?;
        let date = Date::from_days(seconds / DAY);
        (self.year, self.month, self.day) =
            (Field::only(date.year), Field::only(date.month), Field::only(date.day));
        self.hour = Field::only(seconds % DAY / 3600);
        self.minute = Field::only(seconds % 3600 / 60);
        self.second = Field::only(seconds % 60 * MICROSECONDS);
        Ok(())
    }

    /// The same without redundant parts, if each value can occur.
    fn valid(mut self) -> Result<Self, String> {
        if self.weekdays == 0 {
            self.weekdays = ALL_DAYS;
        }
        self.from_end &= !self.day.0.is_empty();
        self.year.complete_years();
        // Days from a month's end are counted only as far as every month has them.
        let last_day = if self.from_end { 28 } else { 31 };
        let from_end = self.from_end;
        for (field, low, high, from_end, scale) in [
            (&mut self.year, 1970, LAST_YEAR, false, 1),
            (&mut self.month, 1, 12, false, 1),
            (&mut self.day, 1, last_day, from_end, 1),
            (&mut self.hour, 0, 23, false, 1),
            (&mut self.minute, 0, 59, false, 1),
            (&mut self.second, 0, 60 * MICROSECONDS - 1, false, MICROSECONDS),
        ] {
            field.simplify();
            // Each further day from a month's end may be three less, as in systemd.
            let highest = (0..).map(|place| if from_end { high - 3 * place } else { high });
            for (part, high) in field.0.iter().zip(highest) {
                if !part.is_within(low, high, from_end) {
                    let (start, high) = (part.start / scale, high / scale);
                    return Err(format!("{start} and what follows it is not within {low} to {high}"));
                }
            }
        }
        Ok(self)
    }
}
