//! RFC 3339 time stamps in UTC without a date library. The part down to the second is kept
//! between calls, so that a flood of lines formats it once.

use std::io::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The length of a time stamp in bytes, until the year 10000.
pub(crate) const LENGTH: usize = 27;

/// A time stamp.
#[derive(Debug)]
pub(crate) struct Clock {
    second: Option<u64>,
    text: [u8; LENGTH],
}

impl Default for Clock {
    fn default() -> Self {
        Self { second: None, text: *b"0000-00-00T00:00:00.000000Z" }
    }
}

impl Clock {
    /// Its text, `2026-11-22T16:02:17.123456Z`.
    pub(crate) fn text(&self) -> &[u8; LENGTH] {
        &self.text
    }

    /// Sets it to now.
    pub(crate) fn set_now(&mut self) {
        self.set(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default());
    }

    /// Sets it to a time since 1970.
    pub(crate) fn set(&mut self, since_epoch: Duration) {
        let (second, micros) = (since_epoch.as_secs(), since_epoch.subsec_micros());
        let (mut date, mut fraction) = self.text.split_at_mut(19);
        // What would not fit is cut off.
        if self.second != Some(second) {
            self.second = Some(second);
            let _ = date.write_all(to_second(second).as_bytes());
        }
        let _ = write!(fraction, ".{micros:06}Z");
    }
}

/// A number of seconds since 1970 as `2026-11-22T16:02:17`.
pub(crate) fn to_second(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day of a number of days since 1970-01-01 in the Gregorian calendar; counts
/// in eras of 400 years that start in March, so that the leap day is the last of its year.
pub(crate) fn civil(days: u64) -> (u64, u64, u64) {
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
        let mut clock = Clock::default();
        clock.set(Duration::from_secs(seconds) + Duration::from_micros(micros));
        String::from_utf8(clock.text().to_vec()).unwrap()
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
        let mut clock = Clock::default();
        for second in [59, 59, 60] {
            clock.set(Duration::from_secs(second));
            assert_eq!(clock.text(), stamped(second, 0).as_bytes());
        }
    }

    #[test]
    fn a_time_beyond_all_clocks_is_cut() {
        assert_eq!(stamped(300_000_000_000, 5), "11476-08-15T05:20:0.000005Z");
    }
}
