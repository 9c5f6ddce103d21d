//! How far a long task has come: a bar on a terminal, plain lines elsewhere, nothing with `--quiet`.
//!
//! All of it goes to standard error. On a terminal a task has a bar, or a line that moves where its length
//! is not known, and leaves nothing behind. Elsewhere a task gives a sign of life in less than two
//! seconds each ([`signs`]): a line when there is something new to say, a dot when there is not.

mod signs;
mod voice;

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{DecimalBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use signs::Signs;
pub(crate) use voice::{Colors, Severity, speak};

/// How progress is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    shown: ShownAs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShownAs {
    Bars,
    Lines,
    Nothing,
}

/// A task under way. Clones are the same task. It ends when the last of them goes.
#[derive(Debug, Clone)]
pub struct Task {
    state: Arc<TaskState>,
}

#[derive(Debug)]
struct TaskState {
    bar: ProgressBar,
    shown: ShownAs,
    _signs: Option<Signs>,
}

/// What standard error shows just now.
static SCREEN: Mutex<Screen> = Mutex::new(Screen { bar: None, dots: false });

/// How many tasks are shown just now.
static TASKS: AtomicUsize = AtomicUsize::new(0);

struct Screen {
    bar: Option<ProgressBar>,
    /// The last line has no newline yet.
    dots: bool,
}

fn screen() -> MutexGuard<'static, Screen> {
    SCREEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes to standard error. Where nobody reads it any more (`… 2>&1 | head`) the run goes on, so that it can undo
/// what it has begun; `eprint!` would panic.
fn write(text: fmt::Arguments<'_>) {
    let _ = io::stderr().write_fmt(text);
}

/// Prints a line on standard error, clear of bars and of dots, unless nothing of its kind is to be said.
pub(crate) fn say(kind: Severity, text: &str) {
    let Some(text) = voice::line(kind, text) else { return };
    let mut screen = screen();
    if std::mem::take(&mut screen.dots) {
        write(format_args!("\n"));
    }
    match &screen.bar {
        Some(bar) => bar.suspend(|| write(format_args!("{text}\n"))),
        None => write(format_args!("{text}\n")),
    }
}

/// Prints a line that dots are added to.
fn say_openly(text: &str) {
    let mut screen = screen();
    if std::mem::replace(&mut screen.dots, true) {
        write(format_args!("\n"));
    }
    write(format_args!("nix-docker: {text}"));
}

/// Adds a dot to the last line.
fn dot() {
    if screen().dots {
        write(format_args!("."));
    }
}

impl Progress {
    /// A bar if standard error is a terminal, plain lines if it is not.
    pub fn new() -> Self {
        if voice::is_quiet() {
            return Self::quiet();
        }
        let terminal = !ProgressDrawTarget::stderr().is_hidden();
        Self { shown: if terminal { ShownAs::Bars } else { ShownAs::Lines } }
    }

    /// Shows nothing.
    pub fn quiet() -> Self {
        Self { shown: ShownAs::Nothing }
    }

    /// Starts a task that will do `total` bytes; `label` says what it does with them.
    pub fn task(&self, label: &str, total: u64) -> Task {
        self.line_elsewhere(&format!("{label} ({})", DecimalBytes(total)));
        self.start(label, Some(total))
    }

    /// Starts a task of unknown length. Elsewhere than on a terminal it says nothing if it is short.
    pub fn wait(&self, label: &str) -> Task {
        self.start(label, None)
    }

    /// Starts a task of unknown length unless another one is shown, which then says what goes on.
    pub fn wait_within(&self, label: &str) -> Option<Task> {
        (TASKS.load(Ordering::Relaxed) == 0).then(|| self.wait(label))
    }

    fn start(&self, label: &str, total: Option<u64>) -> Task {
        TASKS.fetch_add(1, Ordering::Relaxed);
        let bar = match self.shown {
            ShownAs::Bars => ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(10)),
            ShownAs::Lines | ShownAs::Nothing => {
                ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden())
            }
        };
        bar.set_style(style(total.is_some()));
        bar.set_message(label.to_owned());
        if self.shown == ShownAs::Bars {
            bar.enable_steady_tick(Duration::from_millis(200));
            screen().bar = Some(bar.clone());
        }
        let signs = (self.shown == ShownAs::Lines).then(|| Signs::start(bar.clone(), total.is_some()));
        Task { state: Arc::new(TaskState { bar, shown: self.shown, _signs: signs }) }
    }

    /// Says something that is no task.
    pub fn line(&self, text: &str) {
        if self.shown != ShownAs::Nothing {
            say(Severity::Note, text);
        }
    }

    fn line_elsewhere(&self, text: &str) {
        if self.shown == ShownAs::Lines {
            say(Severity::Note, text);
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
        self.state.bar.inc(bytes);
    }

    /// Says what it does now.
    pub fn says(&self, label: impl Into<String>) {
        self.state.bar.set_message(label.into());
    }

    /// Its bytes are all done, and it goes on with something of unknown length.
    pub fn waits(&self, label: impl Into<String>) {
        self.says(label);
        self.state.bar.unset_length();
        self.state.bar.set_style(style(false));
    }

    /// How it is shown, for other things that are to be shown meanwhile.
    pub fn progress(&self) -> Progress {
        Progress { shown: self.state.shown }
    }

    /// Ends it and takes its bar away.
    pub fn finish(self) {
        drop(self);
    }
}

impl Drop for TaskState {
    fn drop(&mut self) {
        TASKS.fetch_sub(1, Ordering::Relaxed);
        if self.shown == ShownAs::Bars {
            screen().bar = None;
        }
        self.bar.finish_and_clear();
    }
}

/// The look of a bar, or of the line of a task of unknown length.
fn style(bar: bool) -> ProgressStyle {
    let template = if bar {
        "nix-docker: {msg} [{bar:30}] {decimal_bytes}/{decimal_total_bytes} {eta}"
    } else {
        "nix-docker: {wide_msg} {elapsed} {spinner}"
    };
    let style = ProgressStyle::with_template(template);
    style.map_or_else(|_| ProgressStyle::default_bar(), |style| style.progress_chars("=> "))
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
        assert_eq!(task.state.bar.position(), 7);
        task.finish();
    }
}
