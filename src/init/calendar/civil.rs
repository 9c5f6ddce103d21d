//! Dates of the Gregorian calendar and their number of days since 1970.

/// A date; month and day count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

impl Date {
    /// The date so many days after 1970-01-01.
    ///
    /// Years begin in March here, so that the leap day is the last, and are counted in eras of 400 years, which all
    /// have the same length.
    pub(super) fn from_days(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year, month, day: day_of_year - (153 * from_march + 2) / 5 + 1 }
    }

    /// The number of days since 1970-01-01.
    pub(super) fn to_days(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let from_march = (self.month + 9) % 12;
        let day_of_year = (153 * from_march + 2) / 5 + self.day - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// 0 is Monday.
    pub(super) fn weekday(self) -> i64 {
        (self.to_days() + 3).rem_euclid(7)
    }

    /// How many days its month has.
    pub(super) fn month_length(self) -> i64 {
        self.next_month().to_days() - Self { day: 1, ..self }.to_days()
    }

    /// The first of the month after it.
    pub(super) fn next_month(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1, day: 1 }
        } else {
            Self { month: self.month + 1, day: 1, ..self }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_and_dates_are_the_same() {
        assert_eq!(Date { year: 1970, month: 1, day: 1 }.to_days(), 0);
        assert_eq!(Date { year: 2000, month: 3, day: 1 }.to_days(), 11_017);
        for days in (-200_000..200_000).step_by(17) {
            assert_eq!(Date::from_days(days).to_days(), days);
        }
    }

    #[test]
    fn weekdays_and_months() {
        assert_eq!(Date { year: 2026, month: 11, day: 22 }.weekday(), 6);
        assert_eq!(Date { year: 2024, month: 2, day: 5 }.month_length(), 29);
        assert_eq!(Date { year: 2100, month: 2, day: 5 }.month_length(), 28);
        assert_eq!(Date { year: 2023, month: 12, day: 31 }.month_length(), 31);
    }
}
