//! The rule for the years that a `TZif` file does not list: POSIX `TZ`, such as `CET-1CEST,M3.5.0,M10.5.0/3`.

use crate::init::calendar::civil::Date;

/// A POSIX `TZ` string: offsets and, if there is summer time, when it begins and ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ZoneRule {
    standard: i32,
    summer: Option<(i32, Moment, Moment)>,
}

/// A day of the year and the local second in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    day: Day,
    seconds: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    /// `Mm.w.d`: month, week (5: the last), weekday (0: Sunday).
    Week(i64, i64, i64),
    /// `Jn`: 1 to 365, February 29 never counted.
    Julian(i64),
    /// `n`: 0 to 365.
    Zero(i64),
}

impl ZoneRule {
    /// Parses `CET-1CEST,M3.5.0,M10.5.0/3`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (standard, rest) = named_offset(text)?;
        if rest.is_empty() {
            return Some(Self { standard, summer: None });
        }
        let (name, dates) = rest.split_once(',')?;
        // Without an offset of its own, summer time is an hour ahead.
        let summer = match named_offset(name) {
            Some((offset, "")) => offset,
            _ => standard + 3600,
        };
        let (begin, end) = dates.split_once(',')?;
        Some(Self { standard, summer: Some((summer, Moment::parse(begin)?, Moment::parse(end)?)) })
    }

    pub(super) fn offset_at(&self, moment: i64) -> i32 {
        let Some((summer, begin, end)) = self.summer else { return self.standard };
        let year = Date::from_days((moment + i64::from(self.standard)).div_euclid(86_400)).year;
        let begins = begin.local(year) - i64::from(self.standard);
        let ends = end.local(year) - i64::from(summer);
        let is_summer =
            if begins < ends { (begins..ends).contains(&moment) } else { !(ends..begins).contains(&moment) };
        if is_summer { summer } else { self.standard }
    }
}

impl Moment {
    fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.split_once('/').unwrap_or((text, "2"));
        let day = if let Some(rest) = day.strip_prefix('M') {
            let mut numbers = rest.split('.').map(str::parse);
            let mut next = || numbers.next()?.ok();
            Day::Week(next()?, next()?, next()?)
        } else if let Some(rest) = day.strip_prefix('J') {
            Day::Julian(rest.parse().ok()?)
        } else {
            Day::Zero(day.parse().ok()?)
        };
        Some(Self { day, seconds: i64::from(clock(time)?) })
    }

    /// The moment in a year, on the local clock.
    fn local(self, year: i64) -> i64 {
        let first = Date { year, month: 1, day: 1 };
        let days = match self.day {
            Day::Week(month, week, weekday) => {
                let first = Date { year, month, day: 1 };
                // POSIX counts from Sunday, Date from Monday.
                let ahead = (weekday + 6 - first.weekday()).rem_euclid(7);
                let mut day = 1 + ahead + (week - 1) * 7;
                while day > first.month_length() {
                    day -= 7;
                }
                Date { day, ..first }.to_days()
            }
            Day::Julian(day) => {
                let leap = Date { year, month: 2, day: 1 }.month_length() == 29;
                first.to_days() + day - 1 + i64::from(leap && day > 59)
            }
            Day::Zero(day) => first.to_days() + day,
        };
        days * 86_400 + self.seconds
    }
}

/// `CET-1` and what follows: the offset in seconds east of UTC.
fn named_offset(text: &str) -> Option<(i32, &str)> {
    let rest = match text.strip_prefix('<') {
        Some(quoted) => quoted.split_once('>')?.1,
        None => text.trim_start_matches(|c: char| c.is_ascii_alphabetic()),
    };
    if rest.len() == text.len() {
        return None;
    }
    let end = rest.find(|c: char| !(c.is_ascii_digit() || "+-:".contains(c))).unwrap_or(rest.len());
    // POSIX counts west of UTC.
    Some((-clock(&rest[..end])?, &rest[end..]))
}

/// `[+-]h[:m[:s]]` in seconds.
fn clock(text: &str) -> Option<i32> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut seconds = 0;
    let mut unit = 3600;
    for part in text.split(':') {
        seconds += part.parse::<i32>().ok().filter(|number| (0..=167).contains(number))? * unit;
        unit /= 60;
    }
    Some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> ZoneRule {
        ZoneRule::parse(text).unwrap()
    }

    #[test]
    fn rules_have_summer_time() {
        let berlin = rule("CET-1CEST,M3.5.0,M10.5.0/3");
        // 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC.
        for (change, before, after) in [(1_774_746_000, 3600, 7200), (1_792_890_000, 7200, 3600)] {
            assert_eq!((berlin.offset_at(change - 1), berlin.offset_at(change)), (before, after));
        }
        // In the south, summer spans the year's end: 2026-04-05 and 2026-10-04, 16:00 UTC the day before.
        let sydney = rule("AEST-10AEDT,M10.1.0,M4.1.0/3");
        assert_eq!(sydney.offset_at(1_767_225_600), 39_600);
        assert_eq!((sydney.offset_at(1_775_318_399), sydney.offset_at(1_775_318_400)), (39_600, 36_000));
        assert_eq!(rule("<+0545>-5:45").offset_at(0), 20_700);
    }
}
