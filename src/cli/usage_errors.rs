//! Command lines that are refused, and why: in the user's words even where clap's message is about clap.
//!
//! clap takes a second word to be the name of a command. More likely it is a second configuration, or the first
//! word is the name of a command that other programs have.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::process::quoted;
use crate::report;

/// A command line that is refused.
#[derive(Debug)]
pub(crate) struct RefusedCommandLine {
    why: String,
    /// clap's own message, which includes the usage.
    of_clap: Option<Error>,
    status: u8,
    json: ErrorJson,
}

/// Which JSON object was asked for: it gives the reason as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorJson {
    /// None: standard error is enough.
    NotAsked,
    /// A build's result.
    OfBuild,
    /// What `check` prints.
    OfCheck,
}

impl RefusedCommandLine {
    pub(super) fn by_clap(error: Error, arguments: &[OsString]) -> Self {
        let (why, of_clap) = match explanation(&error, arguments) {
            Some(explanation) => (explanation, None),
            None => (reason(&error), Some(error)),
        };
        Self { why, of_clap, status: 2, json: asked(arguments) }
    }

    pub(super) fn by_us(error: &anyhow::Error, arguments: &[OsString]) -> Self {
        Self { why: report::error_text(error), of_clap: None, status: 1, json: asked(arguments) }
    }

    /// Prints the reason. Returns which JSON object has to give it as well, the reason, and the exit status.
    pub(crate) fn say(self) -> (ErrorJson, String, u8) {
        match self.of_clap {
            // Where standard error can't be written there is nothing left to do.
            Some(error) => drop(error.print()),
            None => report::error(&self.why),
        }
        (self.json, self.why, self.status)
    }
}

/// Which JSON object the arguments ask for, whatever is wrong with them.
fn asked(arguments: &[OsString]) -> ErrorJson {
    let words = arguments.iter().skip(1).take_while(|word| *word != "--");
    if !words.into_iter().any(|word| word == "--json") {
        return ErrorJson::NotAsked;
    }
    if arguments.get(1).is_some_and(|word| word == "check") { ErrorJson::OfCheck } else { ErrorJson::OfBuild }
}

/// What clap finds wrong, without the usage.
fn reason(error: &Error) -> String {
    let text = error.render().to_string();
    let text = text.split("\n\n").next().unwrap_or_default().trim();
    text.strip_prefix("error: ").unwrap_or(text).to_owned()
}

/// Names of commands that other programs build with.
const BUILD: [&str; 3] = ["build", "image", "make"];

/// Why a command line is refused, in the user's words; none where clap's own message will do.
fn explanation(error: &Error, arguments: &[OsString]) -> Option<String> {
    if let Some(meant) = build_meant(arguments) {
        return Some(meant);
    }
    if error.kind() != ErrorKind::ArgumentConflict {
        return None;
    }
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let mut words = arguments.iter().skip(1).filter_map(|argument| argument.to_str());
    if let Some(meant) = words.find_map(command_meant) {
        return Some(meant);
    }
    if let Some(first) = arguments.get(1).and_then(|first| first.to_str()).filter(|first| is_bare_word(first))
    {
        return Some(format!(
            "there is no command {first}, and no file of that name: nix-docker --help has the commands"
        ));
    }
    Some(format!(
        "one configuration only: {word} is a second one; what both are about goes into a third that imports them"
    ))
}

/// Whether a word looks like a command, not like a file or an option, and no file has that name.
fn is_bare_word(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        && !word.starts_with('-')
        && !Path::new(word).exists()
}

/// What the user probably meant by the name of a command after options, if no file has that name.
pub(super) fn command_meant(word: &str) -> Option<String> {
    (matches!(word, "check" | "options") && !Path::new(word).exists())
        .then(|| format!("{word} stands first, and its options behind it: nix-docker {word} …"))
}

/// What the user probably meant by `nix-docker build …`, if no file has that name.
pub(super) fn build_meant(arguments: &[OsString]) -> Option<String> {
    let word = arguments.get(1)?.to_str().filter(|word| BUILD.contains(word) && !Path::new(word).exists())?;
    let rest = &arguments[2..];
    let has_b = rest.iter().any(|word| word == "-b" || word == "--build");
    let rest = rest.iter().fold(String::new(), |line, word| line + " " + &quoted(word));
    let image = if has_b { "" } else { " -b" };
    Some(format!(
        "there is no command {word}: without one nix-docker builds, an image with -b, a host-mounted package without it: \
         nix-docker{image}{rest}"
    ))
}
