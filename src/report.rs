//! What the user is told while the program works: one line on standard error for each phase.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// A running phase; its line is printed when it is over.
#[derive(Debug)]
pub struct Phase {
    started: Instant,
}

/// Starts the clock of a phase.
pub fn phase() -> Phase {
    Phase { started: Instant::now() }
}

impl Phase {
    /// Prints what the phase did, and how long it took.
    pub fn done(self, what: impl Display) {
        note(format_args!("{what} in {}", seconds(self.started.elapsed())));
    }
}

/// Prints one line of information.
pub fn note(text: impl Display) {
    eprintln!("nix-docker: {text}");
}

/// Prints a warning, each further line of it indented.
pub fn warning(text: &str) {
    let text = text.strip_prefix("warning: ").unwrap_or(text);
    note(format_args!("warning: {}", text.replace('\n', "\n  ")));
}

/// A duration with one decimal.
fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// A size in bytes as people read it, with decimal units as Docker prints them.
pub fn size(bytes: u64) -> String {
    #[allow(clippy::cast_precision_loss)] // three digits are shown
    let bytes = bytes as f64;
    match bytes {
        b if b < 1e3 => format!("{b} B"),
        b if b < 1e6 => format!("{:.1} kB", b / 1e3),
        b if b < 1e9 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.2} GB", b / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_as_docker_shows_them() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_500), "1.5 kB");
        assert_eq!(size(194_000_000), "194.0 MB");
        assert_eq!(size(2_345_000_000), "2.35 GB");
    }
}
