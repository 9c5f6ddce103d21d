//! Command lines that clap refuses in words about itself, in the user's.
//!
//! clap takes a second word for the name of a command. It is a second configuration, or what stands first is the name
//! of a command that other programs have.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::process::quoted;

/// Names of commands that other programs build with.
const BUILD: [&str; 3] = ["build", "image", "make"];

/// What is said of a command line that clap refuses; none where clap's own words do.
pub(super) fn told(error: &Error, arguments: &[OsString]) -> Option<String> {
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
    Some(format!(
        "one configuration only: {word} is a second one; what both are about goes into a third that imports them"
    ))
}

/// What is meant by the name of a command behind options, where there is no file of that name.
pub(super) fn command_meant(word: &str) -> Option<String> {
    (matches!(word, "check" | "options") && !Path::new(word).exists())
        .then(|| format!("{word} stands first, and its options behind it: nix-docker {word} …"))
}

/// What is meant by `nix-docker build …`, where there is no file of that name.
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
