//! RFC 3339 time stamps in UTC without a date library. The part down to the second is kept
//! between calls: a flood of lines formats it once.

use std::io::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Formats time stamps.
#[derive(Debug, Default)]
pub struct Clock {
    second: u64,
    text: Vec<u8>,
}

impl Clock {
    /// Appends the time of now to `out`, as `2026-11-22T16:02:17.123456Z`.
    pub fn stamp_now(&mut self, out: &mut Vec<u8>) {
        self.stamp(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(), out);
    }

    /// Appends the time `since_epoch` to `out`.
    pub fn stamp(&mut self, since_epoch: Duration, out: &mut Vec<u8>) {
        let second = since_epoch.as_secs();
        if second != self.second || self.text.is_empty() {
            self.second = second;
            self.text = to_second(second).into_bytes();
        }
        out.extend_from_slice(&self.text);
        // Writing to a vector can't fail.
        let _ = write!(out, ".{:06}Z", since_epoch.subsec_micros());
    }
}

/// `2026-11-22T16:02:17` of a number of seconds since 1970.
pub fn to_second(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day of a number of days since 1970-01-01 in the Gregorian calendar; counts
/// in eras of 400 years that start in March, so that the leap day is the last of its year.
pub fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamped(seconds: u64, micros: u64) -> String {
        let mut out = Vec::new();
        Clock::default().stamp(Duration::from_secs(seconds) + Duration::from_micros(micros), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn known_times_come_out_as_date_prints_them() {
        assert_eq!(stamped(0, 0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(stamped(951_782_400, 1), "2000-02-29T00:00:00.000001Z");
        assert_eq!(stamped(1_795_363_337, 999_999), "2026-11-22T16:02:17.999999Z");
        assert_eq!(stamped(4_107_542_399, 0), "2100-02-28T23:59:59.000000Z");
        assert_eq!(stamped(4_107_542_400, 0), "2100-03-01T00:00:00.000000Z");
    }

    #[test]
    fn the_kept_second_gives_way_to_the_next() {
        let (mut clock, mut out) = (Clock::default(), Vec::new());
        for second in [59, 59, 60] {
            clock.stamp(Duration::from_secs(second), &mut out);
        }
        let text = String::from_utf8(out).unwrap();
        assert!(text.ends_with("1970-01-01T00:00:59.000000Z1970-01-01T00:01:00.000000Z"));
    }
}
