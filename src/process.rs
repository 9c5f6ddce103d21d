//! The one place that spawns other programs.
//!
//! Every failure carries what a person needs to see what went wrong: the command line, how the
//! program ended (status or signal) and the last lines of its standard error. No program is waited for
//! without an end: one that is silent for too long is ended.

mod pipes;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::interrupt;

/// How long a program may neither end nor write anything, if nothing else is set.
const SILENCE: Duration = Duration::from_mins(10);

/// A program to run, with its arguments and environment changes.
#[derive(Debug)]
pub(crate) struct Program {
    command: Command,
    silence: Duration,
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
        /// The system's reason.
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
    /// It neither ended nor wrote anything, and was ended.
    #[error(
        "`{command}` has neither ended nor written anything for {} s and was ended: \
         see what it waits for (a lock, a network file system, a network that does not answer){}",
        silence.as_secs(),
        indented(stderr)
    )]
    Silent {
        /// The whole command line.
        command: String,
        /// How long it was silent.
        silence: Duration,
        /// The last lines of standard error.
        stderr: String,
    },
}

/// How a failed program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// With this exit status.
    Status(i32),
    /// This signal ended it.
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
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        Self { command, silence: SILENCE }
    }

    /// Sets how long it may neither end nor write anything.
    #[must_use]
    pub(crate) fn silence(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }

    /// Adds one argument.
    #[must_use]
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub(crate) fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable for the program.
    #[must_use]
    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end and returns what it printed on standard output.
    ///
    /// # Errors
    /// [`Error`] when it can't be started or ends with another status than 0.
    pub(crate) fn output(self) -> Result<Vec<u8>, Error> {
        self.output_watched(|_| ())
    }

    /// Like [`Program::output`], showing each line of standard error to `watch` as it comes.
    ///
    /// # Errors
    /// As [`Program::output`].
    pub(crate) fn output_watched(mut self, watch: impl FnMut(&str)) -> Result<Vec<u8>, Error> {
        let command = self.command_line();
        let spawn_error = |source| Error::Spawn { command: command.clone(), source };
        let mut child = match self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let program = self.command.get_program().to_string_lossy().into_owned();
                return Err(Error::NotFound { program });
            }
            child => child.map_err(spawn_error)?,
        };
        let _ended_by_interrupts = interrupt::child(child.id());
        let finished = pipes::read(&mut child, self.silence, watch).map_err(spawn_error)?;
        let stderr = || finished.last_lines.join("\n");
        match finished.status {
            Some(status) if status.success() => Ok(finished.stdout),
            Some(status) => Err(Error::Failed { ended: status.into(), stderr: stderr(), command }),
            None => Err(Error::Silent { silence: self.silence, stderr: stderr(), command }),
        }
    }

    /// Like [`Program::output`], as text without the newline at its end.
    ///
    /// # Errors
    /// As [`Program::output`].
    pub(crate) fn text(self) -> Result<String, Error> {
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

/// One word of a command line, quoted for the shell where it needs to be.
pub(crate) fn quoted(word: &OsStr) -> String {
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

    #[test]
    fn what_is_left_behind_with_the_pipes_open_is_not_waited_for() {
        let began = std::time::Instant::now();
        let script = "echo done; echo said >&2; sleep 60 &";
        assert_eq!(Program::new("sh").args(["-c", script]).text().unwrap(), "done");
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    }

    #[test]
    fn one_that_closes_its_pipes_is_waited_for() {
        let error = Program::new("sh").args(["-c", "exec >&- 2>&-; sleep 0.3; exit 4"]).output().unwrap_err();
        assert!(error.to_string().ends_with("ended with status 4"), "{error}");
    }

    #[test]
    fn a_silent_one_is_ended_with_a_word_and_one_that_writes_is_not() {
        let silence = Duration::from_secs(1);
        let script = "trap '' TERM; echo waiting >&2; while :; do sleep 1; done";
        let error = Program::new("sh").args(["-c", script]).silence(silence).output().unwrap_err();
        assert!(matches!(error, Error::Silent { .. }), "{error}");
        assert!(error.to_string().contains("for 1 s and was ended"), "{error}");
        assert!(error.to_string().ends_with("\n  waiting"), "{error}");
        let script = "for i in 1 2 3 4; do sleep 0.5; echo $i; done";
        assert_eq!(Program::new("sh").args(["-c", script]).silence(silence).text().unwrap(), "1\n2\n3\n4");
    }
}
