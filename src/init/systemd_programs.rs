//! Programs of systemd that services and their scripts call and that need only PID 1's sockets: systemd-cat(1),
//! systemd-notify(1). In an image they are other names of this program, so they cost nothing.

mod cat;
mod notify;

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

/// The names that the program answers to, besides `systemctl`.
pub(super) const NAMES: [&str; 2] = ["systemd-cat", "systemd-notify"];

/// Runs the program with this name; `None` if there is none. `arguments` are those after the name.
pub(crate) fn main(name: &str, arguments: &[OsString]) -> Option<ExitCode> {
    let result = match name {
        "systemd-cat" => cat::run(arguments),
        "systemd-notify" => notify::run(arguments),
        _ => return None,
    };
    Some(match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    })
}

/// One word of a command line.
#[derive(Debug, PartialEq, Eq)]
enum Word<'a> {
    /// An option's name, and its value if that is in the same word.
    Option(&'a str, Option<&'a str>),
    /// No word from here on is an option.
    Rest,
}

/// Parses one word of a command line; long and short options are treated alike.
fn word(argument: &OsStr) -> Word<'_> {
    match argument.to_str() {
        Some(long) if long.starts_with("--") && long.len() > 2 => match long.split_once('=') {
            Some((name, value)) => Word::Option(name, Some(value)),
            None => Word::Option(long, None),
        },
        Some(short) if short.starts_with('-') && short.len() > 1 && short.is_char_boundary(2) => {
            Word::Option(&short[..2], Some(&short[2..]).filter(|value| !value.is_empty()))
        }
        _ => Word::Rest,
    }
}

/// An option's value, in its own word or the next.
fn value(
    name: &str,
    same: Option<&str>,
    next: &mut std::slice::Iter<'_, OsString>,
) -> Result<String, String> {
    let following = || next.next().map(|value| value.to_string_lossy().into_owned());
    same.map(str::to_owned).or_else(following).ok_or_else(|| format!("{name} needs a value"))
}
