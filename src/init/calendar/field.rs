//! One field of a calendar expression: `*`, or a list of values, ranges and repetitions.

/// The allowed values of a field; no parts: any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Field(pub Vec<Part>);

/// `start`, `start..stop`, `start/repeat` or `start..stop/repeat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub start: i64,
    /// `None` with a repetition: to the field's end.
    pub stop: Option<i64>,
    /// 0: `start` alone.
    pub repeat: i64,
}

impl Field {
    /// One value.
    pub(super) fn only(value: i64) -> Self {
        Self(vec![Part { start: value, stop: None, repeat: 0 }])
    }

    /// The smallest allowed value from `low` to `high`.
    pub(super) fn at_least(&self, low: i64, high: i64) -> Option<i64> {
        let any = self.0.is_empty().then_some(low);
        let first = self.0.iter().filter_map(|part| part.at_least(low)).min();
        any.or(first).filter(|value| *value <= high)
    }

    /// Removes redundant parts and sorts the rest.
    pub(super) fn simplify(&mut self) {
        self.0.iter_mut().for_each(Part::simplify);
        self.0.sort_unstable();
        self.0.dedup();
    }

    /// Years may have two digits: 70 to 99 and 00 to 69.
    pub(super) fn complete_years(&mut self) {
        let complete = |year: i64| match year {
            0..70 => year + 2000,
            70..100 => year + 1900,
            _ => year,
        };
        for part in &mut self.0 {
            (part.start, part.stop) = (complete(part.start), part.stop.map(complete));
        }
    }

    /// The days in a month of this length, where the field counts them from its end.
    pub(super) fn counted_from_end(&self, length: i64) -> Self {
        let day = |from_end: i64| length + 1 - from_end;
        let part = |part: &Part| {
            let (start, stop) = (day(part.start), part.stop.map(day));
            match stop {
                Some(stop) if stop < start => Part { start: stop, stop: Some(start), ..*part },
                stop => Part { start, stop, ..*part },
            }
        };
        Self(self.0.iter().map(part).collect())
    }
}

impl Part {
    /// Removes what is redundant: a range's end that is not hit, a repetition that never comes.
    fn simplify(&mut self) {
        let Some(stop) = self.stop else { return };
        let mut stop = stop;
        if stop > self.start && self.repeat > 0 {
            stop -= (stop - self.start) % self.repeat;
        }
        self.stop = Some(stop);
        if stop == self.start || stop > self.start && self.start + self.repeat > stop {
            (self.repeat, self.stop) = (0, None);
        }
    }

    /// Whether it can occur between the two, and be repeated there once.
    pub(super) fn is_within(&self, low: i64, high: i64, from_end: bool) -> bool {
        let within = |value: i64| (low..=high).contains(&value);
        let repeated = match self.stop {
            Some(stop) => within(stop) && self.start + self.repeat <= stop,
            None if from_end => self.start - self.repeat >= low,
            None => self.start + self.repeat <= high,
        };
        within(self.start) && self.repeat <= high - low && repeated
    }

    fn at_least(&self, low: i64) -> Option<i64> {
        let value = if low <= self.start {
            self.start
        } else if self.repeat > 0 {
            let steps = (low - self.start + self.repeat - 1) / self.repeat;
            self.start + steps * self.repeat
        } else {
            return None;
        };
        Some(value).filter(|value| self.stop.is_none_or(|stop| *value <= stop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_allowed_value() {
        let part = |start, stop, repeat| Part { start, stop, repeat };
        let field = Field(vec![part(2, Some(9), 3), part(20, None, 5), part(7, None, 0)]);
        let values: Vec<_> = [0, 3, 6, 8, 9, 21, 30, 31].map(|low| field.at_least(low, 30)).into();
        assert_eq!(values, [Some(2), Some(5), Some(7), Some(8), Some(20), Some(25), Some(30), None]);
        assert_eq!(Field::default().at_least(7, 9), Some(7));
    }

    #[test]
    fn days_from_the_end() {
        let last_week = Field(vec![Part { start: 7, stop: None, repeat: 1 }]);
        assert_eq!(last_week.counted_from_end(31).at_least(1, 31), Some(25));
        let range = Field(vec![Part { start: 1, stop: Some(3), repeat: 1 }]);
        assert_eq!(range.counted_from_end(28).0, [Part { start: 26, stop: Some(28), repeat: 1 }]);
    }
}
