//! The one place that spawns other programs.
//!
//! Every failure carries what a person needs to see what went wrong: the command line, how the
//! program ended (status or signal) and the last lines of its standard error.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};

use crate::interrupt;

/// How many of the last lines of standard error an [`Error`] keeps.
const STDERR_LINES: usize = 200;

/// A program to run, with its arguments and environment changes.
#[derive(Debug)]
pub struct Program {
    command: Command,
}

/// Why a program's run counts as failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such program on PATH.
    #[error("{program}: command not found")]
    NotFound {
        /// The name it was called by.
        program: String,
    },
    /// It could not be started, or its output could not be read.
    #[error("can't run `{command}`: {source}")]
    Spawn {
        /// The whole command line.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// It ran and ended with another status than 0.
    #[error("`{command}` {ended}{}", indented(stderr))]
    Failed {
        /// The whole command line.
        command: String,
        /// Status or signal.
        ended: Ended,
        /// The last lines of standard error.
        stderr: String,
    },
}

/// How a failed program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// With this exit status.
    Status(i32),
    /// By this signal.
    Signal(i32),
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "ended with status {status}"),
            Self::Signal(signal) => write!(f, "was killed by signal {signal}"),
        }
    }
}

impl From<ExitStatus> for Ended {
    fn from(status: ExitStatus) -> Self {
        match status.signal() {
            Some(signal) => Self::Signal(signal),
            None => Self::Status(status.code().unwrap_or(-1)),
        }
    }
}

fn indented(stderr: &str) -> String {
    stderr.lines().fold(String::new(), |text, line| text + "\n  " + line)
}

impl Program {
    /// A program by its name on PATH, or by its path.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        Self { command }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable for the program.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end and returns what it printed on standard output.
    ///
    /// # Errors
    /// [`Error`] when it can't be started or ends with another status than 0.
    pub fn output(self) -> Result<Vec<u8>, Error> {
        self.output_watched(|_| ())
    }

    /// Like [`Program::output`], showing each line of standard error to `watch` as it comes.
    ///
    /// # Errors
    /// As [`Program::output`].
    pub fn output_watched(mut self, watch: impl FnMut(&str) + Send) -> Result<Vec<u8>, Error> {
        let command_line = self.command_line();
        let spawn_error = |source| Error::Spawn { command: command_line.clone(), source };
        let mut child = match self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let program = self.command.get_program().to_string_lossy().into_owned();
                return Err(Error::NotFound { program });
            }
            child => child.map_err(spawn_error)?,
        };
        let _ended_by_interrupts = interrupt::child(child.id());
        let stderr = child.stderr.take();
        let mut stdout = Vec::new();
        let (read, last_lines) = std::thread::scope(|scope| {
            let last_lines = scope.spawn(|| stderr.map_or_else(Vec::new, |pipe| last_lines(pipe, watch)));
            let read = child.stdout.take().map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut stdout));
            (read, last_lines.join().unwrap_or_default())
        });
        read.map_err(spawn_error)?;
        let status = child.wait().map_err(spawn_error)?;
        if status.success() {
            return Ok(stdout);
        }
        Err(Error::Failed { command: command_line, ended: status.into(), stderr: last_lines.join("\n") })
    }

    /// Like [`Program::output`], as text without the newline at its end.
    ///
    /// # Errors
    /// As [`Program::output`].
    pub fn text(self) -> Result<String, Error> {
        let output = self.output()?;
        Ok(String::from_utf8_lossy(&output).trim_end().to_owned())
    }

    /// The command line as a person would type it.
    fn command_line(&self) -> String {
        std::iter::once(self.command.get_program())
            .chain(self.command.get_args())
            .map(quoted)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Reads `pipe` to its end and returns its last lines.
fn last_lines(pipe: impl Read, mut watch: impl FnMut(&str)) -> Vec<String> {
    let mut last = std::collections::VecDeque::new();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        watch(&text);
        if last.len() == STDERR_LINES {
            last.pop_front();
        }
        last.push_back(text);
        line.clear();
    }
    last.into()
}

/// One word of a command line, quoted for the shell where it needs to be.
fn quoted(word: &OsStr) -> String {
    let word = OsString::from(word).to_string_lossy().into_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_what_the_program_printed() {
        assert_eq!(Program::new("printf").arg("a b").text().unwrap(), "a b");
    }

    #[test]
    fn a_failure_says_command_status_and_stderr() {
        let error = Program::new("sh").args(["-c", "echo no >&2; exit 3"]).output().unwrap_err();
        assert_eq!(error.to_string(), "`sh -c 'echo no >&2; exit 3'` ended with status 3\n  no");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = Program::new("no-such-program").output().unwrap_err();
        assert_eq!(error.to_string(), "no-such-program: command not found");
    }

    #[test]
    fn a_flood_on_both_pipes_does_not_block() {
        let script = "yes | head -c 1000000; yes | head -c 1000000 >&2";
        assert_eq!(Program::new("sh").args(["-c", script]).output().unwrap().len(), 1_000_000);
    }
}
