//! How often something may happen within a time: systemd's rate limits.

use std::collections::VecDeque;
use std::time::Duration;

/// What has happened lately (monotonic).
#[derive(Debug, Default)]
pub(super) struct Rate(VecDeque<Duration>);

impl Rate {
    /// Notes that it happens now, unless it has happened `burst` times within `interval`. Zero is no limit.
    pub(super) fn allows(&mut self, now: Duration, (interval, burst): (Duration, u32)) -> bool {
        if interval.is_zero() || burst == 0 {
            return true;
        }
        while self.0.front().is_some_and(|then| now.saturating_sub(*then) >= interval) {
            self.0.pop_front();
        }
        let allowed = self.0.len() < usize::try_from(burst).unwrap_or(usize::MAX);
        if allowed {
            self.0.push_back(now);
        }
        allowed
    }

    /// When it may happen again after a refusal.
    pub(super) fn next(&self, interval: Duration) -> Option<Duration> {
        self.0.front().map(|then| then.saturating_add(interval))
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_no_more_until_the_first_is_long_ago() {
        let second = Duration::from_secs;
        let mut rate = Rate::default();
        let limit = (second(10), 2);
        assert_eq!(
            [0, 1, 2, 9, 10, 10].map(|now| rate.allows(second(now), limit)),
            [true, true, false, false, true, false]
        );
        assert_eq!(rate.next(limit.0), Some(second(11)));
        rate.clear();
        assert!(rate.allows(second(10), limit));
        assert!((0..100).all(|now| rate.allows(second(now), (second(10), 0))));
    }
}
