//! How processes end, and what a tracker reports to PID 1.

use nix::libc;

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// By itself, with this status.
    Status(i32),
    /// A signal ended it.
    Signal {
        /// The signal's number.
        signal: i32,
        /// Whether it left a core dump.
        dumped: bool,
    },
}

impl Exit {
    /// From waitpid(2)'s status.
    pub(crate) fn from_raw(status: i32) -> Self {
        if libc::WIFSIGNALED(status) {
            Self::Signal { signal: libc::WTERMSIG(status), dumped: libc::WCOREDUMP(status) }
        } else {
            Self::Status(libc::WEXITSTATUS(status))
        }
    }

    /// The exit code that a shell would give it: 128 plus the number for a signal.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Status(status) => u8::try_from(status & 0xff).unwrap_or(1),
            Self::Signal { signal, .. } => u8::try_from(128 + (signal & 0x7f)).unwrap_or(255),
        }
    }
}

/// What a tracker reports to PID 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TrackerReport {
    /// The command's process exists.
    Started(i32),
    /// It executes its program.
    Executed,
    /// It failed before that: it will end with this status (systemd.exec(5), "Process Exit Codes";
    /// -1: it was not even forked).
    SetupFailed {
        /// The exit status that it will end with.
        status: i32,
        /// What went wrong, for people to read.
        message: String,
    },
    /// A child of the tracker has ended.
    Exited {
        /// Its process id.
        pid: i32,
        /// How it ended.
        exit: Exit,
    },
    /// No process is left (or the tracker was killed or gave up, and those that are left are now PID 1's).
    Gone {
        /// Whether the tracker was killed or gave up: its status is 0 only when it has no children.
        killed: bool,
    },
}

impl TrackerReport {
    /// Reads one datagram.
    pub(crate) fn decode(datagram: &[u8]) -> Option<Self> {
        let number = |at: usize| {
            let bytes: [u8; 4] = datagram.get(at..at + 4)?.try_into().ok()?;
            Some(i32::from_ne_bytes(bytes))
        };
        match datagram.first()? {
            b'S' => number(1).map(Self::Started),
            b'X' => Some(Self::Executed),
            b'F' => Some(Self::SetupFailed {
                status: number(1)?,
                message: String::from_utf8_lossy(datagram.get(5..)?).into_owned(),
            }),
            b'E' => Some(Self::Exited { pid: number(1)?, exit: Exit::from_raw(number(5)?) }),
            _ => None,
        }
    }
}
