//! Signs of life of a task where there is no terminal: one at least every two seconds, in as short a log as that
//! allows. News is a line of its own. While there is none, the line gets a dot each time, and every ten seconds it
//! is repeated with the time that has passed.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{DecimalBytes, ProgressBar};

/// The time between two signs.
const INTERVAL: Duration = Duration::from_millis(1700);

/// After how long a line that has not changed is said again.
const AGAIN: Duration = Duration::from_secs(10);

/// The thread that gives the signs of a task, until this value goes.
#[derive(Debug)]
pub(super) struct Signs {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Signs {
    pub(super) fn start(task: ProgressBar, counts: bool) -> Self {
        let (sender, receiver) = channel();
        let thread = thread::spawn(move || {
            let started = Instant::now();
            let mut rhythm = Rhythm::default();
            while receiver.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                let elapsed = started.elapsed();
                match rhythm.sign(&text(&task, counts), elapsed) {
                    Sign::Line(line) => super::say_openly(&line),
                    Sign::Dot => super::dot(),
                }
            }
        });
        Self { running: Some((sender, thread)) }
    }
}

impl Drop for Signs {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.running.take() {
            drop(sender);
            // It has no result.
            let _ = thread.join();
        }
    }
}

/// What a task does, and how much of it is done while that is known.
fn text(task: &ProgressBar, counts: bool) -> String {
    match task.length().filter(|_| counts) {
        Some(total) => {
            format!("{}: {} of {}", task.message(), DecimalBytes(task.position()), DecimalBytes(total))
        }
        None => task.message(),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Sign {
    Line(String),
    Dot,
}

/// Decides between lines and dots.
#[derive(Debug, Default)]
struct Rhythm {
    last: Option<(String, Duration)>,
}

impl Rhythm {
    fn sign(&mut self, text: &str, elapsed: Duration) -> Sign {
        if let Some((said, at)) = &self.last
            && said == text
            && elapsed.saturating_sub(*at) < AGAIN
        {
            return Sign::Dot;
        }
        self.last = Some((text.to_owned(), elapsed));
        Sign::Line(format!("{text} ({} s)", elapsed.as_secs_f64().round()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_is_said_and_what_does_not_gets_dots_and_the_time_every_ten_seconds() {
        let mut rhythm = Rhythm::default();
        let mut sign = |text, seconds| rhythm.sign(text, Duration::from_secs(seconds));
        assert_eq!(sign("building", 2), Sign::Line("building (2 s)".to_owned()));
        assert_eq!(sign("building", 4), Sign::Dot);
        assert_eq!(sign("fetching", 6), Sign::Line("fetching (6 s)".to_owned()));
        for seconds in [8, 10, 12, 14] {
            assert_eq!(sign("fetching", seconds), Sign::Dot);
        }
        assert_eq!(sign("fetching", 16), Sign::Line("fetching (16 s)".to_owned()));
    }

    #[test]
    fn a_task_says_its_bytes_as_long_as_it_has_some_to_do() {
        let task = ProgressBar::hidden();
        task.set_length(2_000_000);
        task.set_message("sending");
        task.inc(500_000);
        assert_eq!(text(&task, true), "sending: 500.00 kB of 2.00 MB");
        task.unset_length();
        assert_eq!(text(&task, true), "sending");
    }
}
