//! How the program speaks: all or only what is wrong, in color or plain.
//!
//! Both are set once, when the command line is read; until then everything is said, in color where that is wanted.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

static QUIET: AtomicBool = AtomicBool::new(false);
static COLORS: AtomicU8 = AtomicU8::new(Colors::Auto as u8);

/// How serious a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Severity {
    /// What the program is doing.
    Note,
    /// Something that the user may not have meant.
    Warning,
    /// Why the run ends.
    Error,
}

/// Whether lines have colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Colors {
    /// Where standard error is a terminal that has some, and `NO_COLOR` is not set (no-color.org).
    Auto,
    /// Wherever standard error goes.
    Always,
    /// Nowhere.
    Never,
}

/// Sets how the program speaks.
pub(crate) fn speak(quiet: bool, colors: Colors) {
    QUIET.store(quiet, Ordering::Relaxed);
    COLORS.store(colors as u8, Ordering::Relaxed);
}

/// Whether only warnings and errors are said.
pub(super) fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// A line as it is shown; none where it is not.
pub(super) fn line(kind: Severity, text: &str) -> Option<String> {
    if kind == Severity::Note && is_quiet() {
        return None;
    }
    Some(if is_colored() { colored(kind, text) } else { plain(kind, text) })
}

fn is_colored() -> bool {
    let has = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    match COLORS.load(Ordering::Relaxed) {
        colors if colors == Colors::Always as u8 => true,
        colors if colors == Colors::Never as u8 => false,
        _ => {
            let takes_color = has("TERM").is_some_and(|terminal| terminal != "dumb");
            has("NO_COLOR").is_none() && takes_color && io::stderr().is_terminal()
        }
    }
}

fn plain(kind: Severity, text: &str) -> String {
    match kind {
        Severity::Warning => format!("nix-docker: warning: {text}"),
        Severity::Note | Severity::Error => format!("nix-docker: {text}"),
    }
}

fn colored(kind: Severity, text: &str) -> String {
    match kind {
        Severity::Note => format!("\x1b[2mnix-docker:\x1b[0m {text}"),
        Severity::Warning => format!("nix-docker: \x1b[1;33mwarning:\x1b[0m {text}"),
        Severity::Error => format!("\x1b[1;31mnix-docker:\x1b[0m {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colored_line_is_the_plain_one_with_colors() {
        for kind in [Severity::Note, Severity::Warning, Severity::Error] {
            let colored = colored(kind, "it burns\n  here");
            assert!(colored.contains("\x1b["), "{colored}");
            assert_eq!(console::strip_ansi_codes(&colored), plain(kind, "it burns\n  here"));
        }
    }
}
