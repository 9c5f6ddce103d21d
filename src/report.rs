//! What the user sees of the program's work: one line on standard error for each phase, signs of life of the long
//! ones, at the end the one error, and the result on standard output.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use crate::progress::{self, Progress, Severity, Task};

/// A running phase; its line is printed when it is over.
#[derive(Debug)]
pub(crate) struct Phase {
    started: Instant,
    task: Option<Task>,
}

/// Starts the clock of a phase, which shows by itself how far it has come.
pub(crate) fn phase() -> Phase {
    Phase { started: Instant::now(), task: None }
}

/// Starts the clock of a phase that waits for something, and says meanwhile what it is.
pub(crate) fn waiting(progress: &Progress, what: &str) -> Phase {
    Phase { started: Instant::now(), task: Some(progress.wait(what)) }
}

impl Phase {
    /// Says what it does now.
    pub(crate) fn says(&self, what: String) {
        if let Some(task) = &self.task {
            task.says(what);
        }
    }

    /// Prints what the phase did, and how long it took.
    pub(crate) fn done(self, what: impl Display) {
        drop(self.task);
        note(format_args!("{what} in {}", seconds(self.started.elapsed())));
    }
}

/// Prints one line of information.
pub(crate) fn note(text: impl Display) {
    progress::say(Severity::Note, &text.to_string());
}

/// Prints why the run ends.
pub(crate) fn error(text: impl Display) {
    progress::say(Severity::Error, &text.to_string());
}

/// Prints a warning, each further line of it indented.
pub(crate) fn warning(text: &str) {
    let text = text.strip_prefix("warning: ").unwrap_or(text);
    progress::say(Severity::Warning, &text.replace('\n', "\n  "));
}

/// Prints the result of the run on standard output. Where nobody reads it any more (`nix-docker … | head`) that is no
/// failure.
///
/// # Errors
/// When it can't be written.
pub(crate) fn print(text: &str) -> io::Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// A duration with one decimal.
fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// An error with its causes, each said once: some errors' own words have those of their cause in them.
pub(crate) fn error_text(error: &anyhow::Error) -> String {
    let text =
        error.chain().map(ToString::to_string).fold(String::new(), |text, cause| match text.as_str() {
            "" => cause,
            text if text.contains(&cause) => text.to_owned(),
            text => format!("{text}: {cause}"),
        });
    without_numbers(&text)
}

/// The text without what Rust adds to the system's words, as ` (os error 2)`.
fn without_numbers(text: &str) -> String {
    const BEGIN: &str = " (os error ";
    let mut parts = text.split(BEGIN);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(')') {
            Some(rest) => plain.push_str(rest),
            None => plain.extend([BEGIN, part]),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};

    use super::*;

    #[test]
    fn each_cause_is_said_once() {
        let inner = crate::image::tar::Error::Read {
            path: "/x".into(),
            source: std::io::Error::other("it is on fire"),
        };
        assert_eq!(error_text(&inner.into()), "can't read /x: it is on fire");
        let system = std::io::Error::from_raw_os_error(2);
        let inner = crate::image::tar::Error::Read { path: "/x".into(), source: system };
        assert_eq!(error_text(&inner.into()), "can't read /x: No such file or directory");
        assert_eq!(error_text(&anyhow!("a (os error x) (os error 13)b")), "a (os error x)b");
        let chain = Err::<(), _>(anyhow!("b: c")).context("a").unwrap_err();
        assert_eq!(error_text(&chain), "a: b: c");
    }
}
