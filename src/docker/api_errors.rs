//! Errors of the connection to the daemon, in the user's words.
//!
//! bollard's and hyper's errors wrap what matters in words about themselves. What matters is the daemon's own
//! message, what the system said, or how the connection ended.

use std::error::Error as StdError;
use std::io;

use super::ApiError;

/// What a daemon with TLS says to a client without (Go's net/http).
const SPEAKS_TLS: &str = "HTTP request to an HTTPS server";

/// The longest text of a daemon's that is shown, in bytes.
const LONGEST: usize = 4000;

/// A text of the daemon's (or of whatever answers in its place), made safe for a terminal: no control characters, a
/// limited length, and no line that could be taken for one of this program's own.
pub(super) fn tamed(text: &str) -> String {
    let text = text.trim();
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let acts = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    let tamed: String =
        text[..end].replace("\r\n", "\n").chars().map(|c| if acts(c) { '\u{fffd}' } else { c }).collect();
    let tamed = tamed.replace('\n', "\n  ");
    match text.len() - end {
        0 => tamed,
        more => format!("{tamed}… ({more} bytes more)"),
    }
}

/// What the daemon said, or why there is no answer.
pub(super) fn message(error: &ApiError) -> String {
    match error {
        ApiError::DockerResponseServerError { message, .. } if message.contains(SPEAKS_TLS) => {
            "it speaks TLS, which this program does not: forward its socket \
             (`ssh -NL /tmp/docker.sock:/var/run/docker.sock HOST`)"
                .to_owned()
        }
        ApiError::DockerResponseServerError { status_code, message } if message.trim().is_empty() => {
            format!("it answers with status {status_code} and no message")
        }
        ApiError::DockerResponseServerError { message, .. } => tamed(message),
        ApiError::DockerStreamError { error } => tamed(error),
        ApiError::RequestTimeoutError => "it does not answer".to_owned(),
        ApiError::APIVersionParseError {}
        | ApiError::JsonDataError { .. }
        | ApiError::JsonSerdeError { .. } => {
            "what answers there is no Docker daemon, or one that this program does not understand".to_owned()
        }
        other => of_connection(other),
    }
}

/// What to do about a message of the daemon's; empty where nothing is known.
pub(super) fn remedy(error: &ApiError) -> &'static str {
    if message(error).contains("no space left on device") {
        ": make room where the daemon keeps its images (`docker system df`, `docker image prune`), \
         and run this again"
    } else {
        ""
    }
}

/// Why a connection ended without an answer.
fn of_connection(error: &ApiError) -> String {
    let chain = || {
        // bollard hides some errors, and shows only their causes.
        let first: &(dyn StdError + 'static) = match error {
            ApiError::IOError { err } => err,
            ApiError::HyperResponseError { err } => err,
            other => other,
        };
        std::iter::successors(Some(first), |error| (*error).source())
    };
    // The system's message is the innermost cause.
    if let Some(error) = chain().filter_map(|error| error.downcast_ref::<io::Error>()).last() {
        return of_system(error);
    }
    match chain().filter_map(|error| error.downcast_ref::<hyper::Error>()).last() {
        Some(error) if error.is_parse() || error.to_string().contains("unexpected message") => {
            "what answers there does not speak HTTP".to_owned()
        }
        Some(error) if error.is_incomplete_message() || error.is_closed() || error.is_canceled() => {
            BROKE_OFF.to_owned()
        }
        _ => chain().last().map_or_else(|| error.to_string(), ToString::to_string),
    }
}

/// The message about a daemon that goes away in the middle.
pub(super) const BROKE_OFF: &str = "it broke off the connection (has it been stopped or restarted?)";

/// The system's reason for the end of a connection, in the user's words.
pub(super) fn of_system(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let text = error.to_string();
    match error.kind() {
        Kind::NotFound => "no such socket".to_owned(),
        Kind::ConnectionRefused => "nothing listens there".to_owned(),
        Kind::PermissionDenied => "no permission".to_owned(),
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => {
            BROKE_OFF.to_owned()
        }
        Kind::TimedOut => "it does not answer".to_owned(),
        Kind::HostUnreachable | Kind::NetworkUnreachable => "no network leads there".to_owned(),
        Kind::WouldBlock => "it does not take the connection".to_owned(),
        // bollard hands the end of a connection on as text.
        _ if text.starts_with("error reading a body") || text.contains("connection closed") => {
            BROKE_OFF.to_owned()
        }
        _ if text.contains("failed to lookup address") => "there is no host of that name".to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_daemons_own_message_is_said_without_anything_around_it() {
        let answered = |message: &str| {
            let message = message.to_owned();
            super::message(&ApiError::DockerResponseServerError { status_code: 500, message })
        };
        assert_eq!(answered("on fire\n"), "on fire");
        assert_eq!(answered(""), "it answers with status 500 and no message");
        assert!(answered("Client sent an HTTP request to an HTTPS server.\n").starts_with("it speaks TLS"));
        let error = "on fire".to_owned();
        assert_eq!(message(&ApiError::DockerStreamError { error }), "on fire");
    }

    #[test]
    fn what_answers_controls_no_terminal_and_fills_none() {
        let error = |error: &str| message(&ApiError::DockerStreamError { error: error.to_owned() });
        assert_eq!(
            error("\x1b[2Jone\r\n\ttwo\r\u{9b}"),
            "\u{fffd}[2Jone\n  \ttwo\r".replace('\r', "\u{fffd}") + "\u{fffd}"
        );
        let long = error(&"ü".repeat(500_000));
        assert!(long.len() < 5000 && long.ends_with("… (996000 bytes more)"), "{}", long.len());
    }

    #[test]
    fn what_the_system_says_is_put_in_words() {
        let said = |kind: io::ErrorKind| message(&ApiError::IOError { err: kind.into() });
        assert_eq!(said(io::ErrorKind::ConnectionRefused), "nothing listens there");
        assert_eq!(said(io::ErrorKind::BrokenPipe), BROKE_OFF);
        let body = io::Error::other("error reading a body from connection");
        assert_eq!(message(&ApiError::IOError { err: body }), BROKE_OFF);
        let lookup = io::Error::other("failed to lookup address information: Name or service not known");
        assert_eq!(of_system(&lookup), "there is no host of that name");
    }

    #[test]
    fn a_full_disk_has_a_remedy() {
        let message = "write /blob: no space left on device".to_owned();
        let error = ApiError::DockerResponseServerError { status_code: 500, message };
        assert!(remedy(&error).contains("make room"), "{}", remedy(&error));
    }
}
