//! The options that say how the program speaks, the same for all that it does.

#![allow(clippy::doc_markdown)] // these comments are the help text, as the terminal shows it

use std::ffi::OsString;

use clap::{Args, ColorChoice, ValueEnum};

use crate::progress::{self, Colors};

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct OutputOptions {
    /// Say nothing but warnings and errors, and print the result alone
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Color what is said; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

impl OutputOptions {
    /// Makes the program follow these options from here on.
    pub(super) fn apply(self) {
        progress::speak(self.quiet, Colors::from(self.color));
    }
}

impl From<When> for Colors {
    fn from(when: When) -> Self {
        match when {
            When::Auto => Self::Auto,
            When::Always => Self::Always,
            When::Never => Self::Never,
        }
    }
}

/// The value of `--color` in arguments that may be wrong otherwise, for clap's own messages about them.
pub(super) fn color_of(arguments: &[OsString]) -> ColorChoice {
    let words: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let after = words.windows(2).find(|pair| pair[0] == "--color").map(|pair| pair[1]);
    match after.or_else(|| words.iter().find_map(|word| word.strip_prefix("--color="))) {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}
