//! Calendar times of systemd.time(7): what `OnCalendar=` may say, and when it elapses next.
//!
//! An expression is a set of allowed values per field. The next time is searched for field by field on the local
//! clock and then turned into a moment: a local time that is skipped (summer time begins) does not elapse; one
//! that comes twice elapses once.

mod civil;
mod field;
mod parse;
mod zone;

#[cfg(test)]
mod tests;

pub(crate) use parse::CalendarError;
pub(crate) use zone::{TimeZone, ZoneName};

use civil::Date;
use field::Field;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last year that is searched, as in systemd.
const LAST_YEAR: i64 = 2199;

const MICROSECONDS: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// A calendar expression such as `Mon..Fri *-*-* 08:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    text: String,
    when: Box<Pattern>,
    zone: ZoneName,
}

/// The allowed values of each field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    /// A bit per day, Monday first.
    weekdays: u8,
    year: Field,
    month: Field,
    day: Field,
    /// The days are counted from the month's end (`~`).
    from_end: bool,
    hour: Field,
    minute: Field,
    /// In microseconds.
    second: Field,
}

impl Calendar {
    /// Its time zone.
    pub fn zone(&self) -> &ZoneName {
        &self.zone
    }

    /// When it elapses next after `after`; `None`: never again. Reads the time zone's file.
    pub fn next_elapse(&self, after: SystemTime) -> Option<SystemTime> {
        let after = match after.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).ok()?,
            Err(_) => 0,
        };
        let next = self.next_after(after, &TimeZone::load(&self.zone))?;
        Some(UNIX_EPOCH + Duration::from_micros(u64::try_from(next).ok()?))
    }

    /// The same for microseconds since 1970 and a known time zone.
    pub fn next_after(&self, after: i64, zone: &TimeZone) -> Option<i64> {
        let seconds = after.div_euclid(MICROSECONDS);
        let local = seconds + i64::from(zone.offset_at(seconds));
        let mut from = (local, after.rem_euclid(MICROSECONDS) + 1);
        loop {
            let (local, fraction) = self.when.next_local(from)?;
            // If the local time comes twice, the first that is still ahead.
            let moments = zone.moments(local);
            let next = moments.map(|seconds| seconds * MICROSECONDS + fraction).find(|time| *time > after);
            if next.is_some() {
                return next;
            }
            from = (local, fraction + 1);
        }
    }
}

impl Pattern {
    /// The first matching local time at or after `from` (seconds and microseconds since 1970).
    fn next_local(&self, (seconds, microseconds): (i64, i64)) -> Option<(i64, i64)> {
        let start = Date::from_days(seconds.div_euclid(DAY));
        let time = seconds.rem_euclid(DAY) * MICROSECONDS + microseconds;
        let mut date = start;
        loop {
            date = self.next_date(date)?;
            let from = if date == start { time } else { 0 };
            if let Some(time) = self.next_time(from) {
                let seconds = date.to_days() * DAY + time / MICROSECONDS;
                return Some((seconds, time % MICROSECONDS));
            }
            date = Date::from_days(date.to_days() + 1);
        }
    }

    /// The first matching date at or after `date`.
    fn next_date(&self, mut date: Date) -> Option<Date> {
        loop {
            let year = self.year.at_least(date.year, LAST_YEAR)?;
            if year > date.year {
                date = Date { year, month: 1, day: 1 };
            }
            let Some(month) = self.month.at_least(date.month, 12) else {
                date = Date { year: date.year + 1, month: 1, day: 1 };
                continue;
            };
            if month > date.month {
                date = Date { month, day: 1, ..date };
            }
            let length = date.month_length();
            let days = if self.from_end { self.day.counted_from_end(length) } else { self.day.clone() };
            while let Some(day) = days.at_least(date.day, length) {
                date.day = day;
                if self.weekdays & (1 << date.weekday()) != 0 {
                    return Some(date);
                }
                date.day += 1;
            }
            date = date.next_month();
        }
    }

    /// The first matching time of day at or after `from`, in microseconds.
    fn next_time(&self, from: i64) -> Option<i64> {
        let minute_length = 60 * MICROSECONDS;
        let (mut hour, mut minute, mut second) =
            (from / (60 * minute_length), from / minute_length % 60, from % minute_length);
        loop {
            let next = self.hour.at_least(hour, 23)?;
            if next > hour {
                (hour, minute, second) = (next, 0, 0);
            }
            let Some(next) = self.minute.at_least(minute, 59) else {
                (hour, minute, second) = (hour + 1, 0, 0);
                continue;
            };
            if next > minute {
                (minute, second) = (next, 0);
            }
            if let Some(second) = self.second.at_least(second, minute_length - 1) {
                return Some((hour * 60 + minute) * minute_length + second);
            }
            (minute, second) = (minute + 1, 0);
        }
    }
}

impl std::fmt::Display for Calendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}
