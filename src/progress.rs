//! How far a long task has come: a bar on a terminal, plain lines elsewhere, nothing when asked.
//!
//! All of it goes to standard error. A bar is gone once its task is over; what a plain line says
//! is said when the task begins, so that a log shows what was going on when something stopped.

use std::time::Duration;

use indicatif::{DecimalBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How progress is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    shown: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Bars,
    Lines,
    Nothing,
}

/// A task under way. Clones are the same task.
#[derive(Debug, Clone)]
pub struct Task {
    bar: ProgressBar,
}

impl Progress {
    /// A bar if standard error is a terminal, plain lines if it is not.
    pub fn new() -> Self {
        let terminal = !ProgressDrawTarget::stderr().is_hidden();
        Self { shown: if terminal { Shown::Bars } else { Shown::Lines } }
    }

    /// Nothing at all.
    pub fn quiet() -> Self {
        Self { shown: Shown::Nothing }
    }

    /// Starts a task that will do `total` bytes; `label` says what it does with them.
    pub fn task(&self, label: &str, total: u64) -> Task {
        let bar = match self.shown {
            Shown::Bars => ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10)),
            Shown::Lines | Shown::Nothing => ProgressBar::hidden(),
        };
        if self.shown == Shown::Lines {
            eprintln!("nix-docker: {label} ({})", DecimalBytes(total));
        }
        let template = "nix-docker: {msg} [{bar:30}] {decimal_bytes}/{decimal_total_bytes} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(label.to_owned());
        if self.shown == Shown::Bars {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Task { bar }
    }

    /// Says something that is no task.
    pub fn line(&self, text: &str) {
        if self.shown != Shown::Nothing {
            eprintln!("nix-docker: {text}");
        }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

impl Task {
    /// Counts bytes as done.
    pub fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    /// How many bytes are done.
    pub fn done(&self) -> u64 {
        self.bar.position()
    }

    /// Ends it and takes its bar away.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_task_counts_all_the_same() {
        let task = Progress::quiet().task("reading", 10);
        let same = task.clone();
        same.advance(4);
        task.advance(3);
        assert_eq!(task.done(), 7);
        task.finish();
    }
}
