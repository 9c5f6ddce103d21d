//! The text of a calendar expression: `[weekdays] [date] [time] [zone]`, or a shorthand.

use super::field::{Field, Part};
use super::{Calendar, MICROSECONDS, Pattern, When, ZoneName};
use std::str::FromStr;

/// A text is no calendar expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no calendar time such as `Mon..Fri *-*-* 08:00`: {reason}")]
pub struct CalendarError {
    text: String,
    reason: String,
}

/// Shorthands and what they stand for: systemd.time(7).
const SHORTHANDS: [(&str, &str); 11] = [
    ("minutely", "*-*-* *:*:00"),
    ("hourly", "*-*-* *:00:00"),
    ("daily", "*-*-* 00:00:00"),
    ("weekly", "Mon *-*-* 00:00:00"),
    ("monthly", "*-*-01 00:00:00"),
    ("quarterly", "*-01,04,07,10-01 00:00:00"),
    ("semiannually", "*-01,07-01 00:00:00"),
    ("biannually", "*-01,07-01 00:00:00"),
    ("bi-annually", "*-01,07-01 00:00:00"),
    ("yearly", "*-01-01 00:00:00"),
    ("annually", "*-01-01 00:00:00"),
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl FromStr for Calendar {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let error = |reason: String| CalendarError { text: text.to_owned(), reason };
        let mut words: Vec<&str> = text.split_ascii_whitespace().collect();
        let zone = words.last().and_then(|word| zone(word));
        if zone.is_some() {
            words.pop();
        }
        let when = when(&words).map_err(error)?;
        Ok(Self { text: text.trim().to_owned(), when, zone: zone.unwrap_or(ZoneName::Local) })
    }
}

/// A last word that is nothing else.
fn zone(word: &str) -> Option<ZoneName> {
    if word.eq_ignore_ascii_case("utc") {
        return Some(ZoneName::Utc);
    }
    let letters = word.starts_with(|c: char| c.is_ascii_alphabetic());
    let valid = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    let taken = SHORTHANDS.iter().any(|(name, _)| name.eq_ignore_ascii_case(word)) || weekdays(word).is_ok();
    // Without a slash or a digit, it must look like the zones that have such names (`CET`, `GMT`).
    let known = word.contains('/') || word.len() >= 3 && word.chars().all(|c| !c.is_ascii_lowercase());
    (letters && word.chars().all(valid) && !taken && known && !word.contains(".."))
        .then(|| ZoneName::Named(word.to_owned()))
}

fn when(words: &[&str]) -> Result<When, String> {
    if let [word] = words {
        if let Some(seconds) = word.strip_prefix('@') {
            return seconds.parse().map(When::Once).map_err(|_| format!("`{seconds}` is no time"));
        }
        if let Some((_, long)) = SHORTHANDS.iter().find(|(short, _)| short.eq_ignore_ascii_case(word)) {
            return when(&long.split(' ').collect::<Vec<_>>());
        }
    }
    let mut words: Vec<&str> = words.to_vec();
    if words.is_empty() {
        return Err("it is empty".to_owned());
    }
    let mut pattern = Pattern {
        weekdays: 0x7f,
        year: Field::default(),
        month: Field::default(),
        day: Field::default(),
        from_end: false,
        hour: Field::only(0),
        minute: Field::only(0),
        second: Field::only(0),
    };
    if words[0].starts_with(|c: char| c.is_ascii_alphabetic()) {
        pattern.weekdays = weekdays(words.remove(0).trim_end_matches(','))?;
    }
    // A date and a time may be one word: 2026-11-22T08:00.
    let parts: Vec<&str> = words.iter().flat_map(|word| word.split('T')).collect();
    match parts[..] {
        [] => {}
        [time] if time.contains(':') => pattern.set_time(time)?,
        [date] => pattern.set_date(date)?,
        [date, time] => {
            pattern.set_date(date)?;
            pattern.set_time(time)?;
        }
        _ => return Err("there are too many words".to_owned()),
    }
    Ok(When::Every(Box::new(pattern)))
}

/// `Mon`, `Mon,Wed`, `Mon..Fri`, as bits.
fn weekdays(text: &str) -> Result<u8, String> {
    let day = |name: &str| {
        let name = name.to_ascii_lowercase();
        let is = |known: &str| {
            name.len() >= 3 && (known.len() == name.len() || name.len() == 3) && known.starts_with(&name)
        };
        WEEKDAYS.iter().position(|known| is(known)).ok_or_else(|| format!("`{name}` is no weekday"))
    };
    let mut bits = 0;
    for part in text.split(',') {
        let range = part.split_once("..").or_else(|| part.split_once('-'));
        let (first, last) = range.unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        if first > last {
            return Err(format!("`{part}` goes backwards"));
        }
        (first..=last).for_each(|day| bits |= 1 << day);
    }
    Ok(bits)
}

impl Pattern {
    /// `[year-]month-day`, or with `~` before the day.
    fn set_date(&mut self, text: &str) -> Result<(), String> {
        let (rest, day) = match text.rsplit_once('~') {
            Some(parts) => {
                self.from_end = true;
                parts
            }
            None => text.rsplit_once('-').ok_or_else(|| format!("`{text}` is neither a date nor a time"))?,
        };
        let (year, month) = rest.rsplit_once('-').unwrap_or(("*", rest));
        self.year = field(year, 1970, 2199, 1)?;
        self.month = field(month, 1, 12, 1)?;
        self.day = field(day, 1, 31, 1)?;
        Ok(())
    }

    /// `hour:minute[:second]`.
    fn set_time(&mut self, text: &str) -> Result<(), String> {
        let mut parts = text.split(':');
        let (hour, minute, second, rest) = (parts.next(), parts.next(), parts.next(), parts.next());
        let (Some(hour), Some(minute), None) = (hour, minute, rest) else {
            return Err(format!("`{text}` is no time of day"));
        };
        self.hour = field(hour, 0, 23, 1)?;
        self.minute = field(minute, 0, 59, 1)?;
        self.second = field(second.unwrap_or("0"), 0, 60 * MICROSECONDS - 1, MICROSECONDS)?;
        if self.second.0.is_empty() {
            // Every second, not every microsecond.
            self.second = Field(vec![Part { start: 0, stop: None, repeat: MICROSECONDS }]);
        }
        Ok(())
    }
}

/// A list of values, in units of 1/`scale`.
fn field(text: &str, low: i64, high: i64, scale: i64) -> Result<Field, String> {
    if text == "*" {
        return Ok(Field::default());
    }
    text.split(',').map(|part| one(part, low, high, scale)).collect::<Result<_, _>>().map(Field)
}

fn one(text: &str, low: i64, high: i64, scale: i64) -> Result<Part, String> {
    let value = |text: &str| {
        let value = number(text, scale).ok_or_else(|| format!("`{text}` is no number"))?;
        // Years may have two digits: 70 to 99 and 00 to 69.
        let value =
            if low == 1970 && value < 100 { value + if value >= 70 { 1900 } else { 2000 } } else { value };
        let within = (low..=high).contains(&value);
        within
            .then_some(value)
            .ok_or_else(|| format!("`{text}` is not within {} to {}", low / scale, high / scale))
    };
    let (range, repeat) = match text.split_once('/') {
        Some((range, repeat)) => {
            let repeat = number(repeat, scale).filter(|repeat| *repeat > 0);
            (range, Some(repeat.ok_or_else(|| format!("`{text}` is no repetition"))?))
        }
        None => (text, None),
    };
    if range == "*" {
        return Ok(Part { start: low, stop: None, repeat: repeat.unwrap_or(scale) });
    }
    match range.split_once("..") {
        Some((start, stop)) => {
            let (start, stop) = (value(start)?, value(stop)?);
            // Days from a month's end may well go down.
            if start > stop && (low, high) != (1, 31) {
                return Err(format!("`{range}` goes backwards"));
            }
            Ok(Part { start, stop: Some(stop), repeat: repeat.unwrap_or(scale) })
        }
        None => Ok(Part { start: value(range)?, stop: None, repeat: repeat.unwrap_or(0) }),
    }
}

/// A number with at most as many decimals as `scale` has.
fn number(text: &str, scale: i64) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let mut value = whole.parse::<i64>().ok()? * scale;
    let mut step = scale;
    for digit in fraction.bytes() {
        step /= 10;
        value += i64::from(digit - b'0') * step;
    }
    (fraction.is_empty() || scale > 1).then_some(value)
}
