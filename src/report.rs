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
