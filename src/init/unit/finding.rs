//! What is found in units: mistakes, and what this init does not do as systemd would.

use super::UnitName;
use std::fmt;

/// Why hardening, which only restricts a service, is left out.
pub(crate) const SANDBOX: &str = "the container is the sandbox";

/// Joins a mistake in a line to what the unit lacks because that line is left out.
pub(crate) const WITHOUT_IT: &str = ", and without it ";

/// A directive that is not simply carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The unit that says it.
    pub unit: UnitName,
    /// `Directive` or `Directive=value`.
    pub directive: String,
    /// What follows from it.
    pub verdict: Verdict,
    /// Why it isn't done.
    pub reason: String,
}

impl Finding {
    /// Whether it is hardening, which forbids a service what it does not do anyway. Nearly every unit has a dozen of
    /// these.
    pub fn is_hardening(&self) -> bool {
        self.verdict == Verdict::Note && self.reason == SANDBOX
    }
}

/// What follows from an unsupported directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is ignored, and noted once.
    Note,
    /// It is done, but not everywhere or not wholly; that is said when the image is built.
    Partly,
    /// Nobody knows it: it is ignored with a warning, as by systemd.
    Unknown,
    /// It means nothing: it is left out with a warning, as by systemd.
    LeftOut,
    /// The image isn't built, unless that is overridden; then it is ignored.
    Refuse,
}

/// A mistake, which it would be under systemd, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The unit that it is in.
    pub unit: UnitName,
    /// Which directive, if it is one.
    pub directive: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.unit, self.directive, self.reason)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.directive {
            Some(directive) => write!(f, "{}: {directive}: {}", self.unit, self.message),
            None => write!(f, "{}: {}", self.unit, self.message),
        }
    }
}
