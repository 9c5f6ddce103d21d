//! Signals by number and name, real-time ones included, and sets of ways to end.

use super::values::integer::number;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A valid signal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signal(i32);

/// A text names no signal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no signal")]
pub struct NoSignal(String);

/// The first and the last real-time signal that glibc leaves to programs.
const REAL_TIME: (i32, i32) = (34, 64);

impl Signal {
    /// Hang-up: read the configuration again.
    pub const HUP: Self = Self(1);
    /// Interrupt.
    pub const INT: Self = Self(2);
    /// Abort, with a core dump.
    pub const ABRT: Self = Self(6);
    /// Kill: can't be caught.
    pub const KILL: Self = Self(9);
    /// Broken pipe.
    pub const PIPE: Self = Self(13);
    /// Terminate.
    pub const TERM: Self = Self(15);
    /// Continue.
    pub const CONT: Self = Self(18);

    /// The signal with this number.
    pub fn from_number(number: i32) -> Option<Self> {
        (1..=REAL_TIME.1).contains(&number).then_some(Self(number))
    }

    /// Its number, as kill(2) takes it.
    pub fn number(self) -> i32 {
        self.0
    }

    fn plain(self) -> Option<nix::sys::signal::Signal> {
        nix::sys::signal::Signal::try_from(self.0).ok()
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.plain() {
            Some(signal) => f.write_str(signal.as_str()),
            None => write!(f, "SIGRTMIN+{}", self.0 - REAL_TIME.0),
        }
    }
}

impl FromStr for Signal {
    type Err = NoSignal;

    /// A number, or a name with or without `SIG`, `RTMIN+n` and `RTMAX-n` included.
    fn from_str(text: &str) -> Result<Self, NoSignal> {
        let error = || NoSignal(text.to_owned());
        if let Ok(number) = number(text) {
            return Self::from_number(number).ok_or_else(error);
        }
        let name = text.strip_prefix("SIG").unwrap_or(text);
        let offset = |digits: &str| if digits.is_empty() { Some(0) } else { digits[1..].parse::<i32>().ok() };
        let number = if let Some(rest) = name.strip_prefix("RTMIN").filter(|rest| sign_is(rest, '+')) {
            offset(rest).map(|offset| REAL_TIME.0 + offset)
        } else if let Some(rest) = name.strip_prefix("RTMAX").filter(|rest| sign_is(rest, '-')) {
            offset(rest).map(|offset| REAL_TIME.1 - offset)
        } else {
            nix::sys::signal::Signal::from_str(&format!("SIG{name}")).ok().map(|signal| signal as i32)
        };
        number.and_then(Self::from_number).ok_or_else(error)
    }
}

fn sign_is(text: &str, sign: char) -> bool {
    text.is_empty() || text.starts_with(sign)
}

/// Exit statuses and signals, as `SuccessExitStatus=` lists them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExitStatusSet {
    /// Exit statuses.
    pub statuses: BTreeSet<u8>,
    /// Signals.
    pub signals: BTreeSet<Signal>,
}

impl ExitStatusSet {
    /// Whether a process that ended with this status is in it.
    pub fn has_status(&self, status: i32) -> bool {
        u8::try_from(status).is_ok_and(|status| self.statuses.contains(&status))
    }

    /// Whether a process that was ended by this signal is in it.
    pub fn has_signal(&self, signal: i32) -> bool {
        Signal::from_number(signal).is_some_and(|signal| self.signals.contains(&signal))
    }
}

impl fmt::Display for ExitStatusSet {
    /// Exit statuses, then signals by their short names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statuses = self.statuses.iter().map(ToString::to_string);
        let signals =
            self.signals.iter().map(|signal| signal.to_string().trim_start_matches("SIG").to_owned());
        f.write_str(&statuses.chain(signals).collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_the_same_signal() {
        for text in ["15", "0xf", "TERM", "SIGTERM"] {
            assert_eq!(text.parse::<Signal>(), Ok(Signal::TERM));
        }
        assert_eq!(Signal::TERM.to_string(), "SIGTERM");
    }

    #[test]
    fn real_time_signals_have_names() {
        let signal: Signal = "SIGRTMIN+3".parse().unwrap();
        assert_eq!((signal.number(), signal.to_string().as_str()), (37, "SIGRTMIN+3"));
        assert_eq!("RTMAX".parse::<Signal>().unwrap().number(), 64);
        assert_eq!("RTMAX-1".parse::<Signal>().unwrap().number(), 63);
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in ["", "0", "65", "-1", "SIGFOO", "RTMIN-1", "RTMIN+x", "RTMIN+40", "9x"] {
            assert!(bad.parse::<Signal>().is_err(), "{bad}");
        }
    }
}
