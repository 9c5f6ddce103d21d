//! Which units a request is about, one after the other, so that it can be left off at any time.
//!
//! As with systemctl, what is named comes first, in the order of the names; then, once each, what the patterns
//! fit.

use std::ops::Bound;

use super::Supervisor;
use crate::glob;
use crate::init::unit::UnitName;

/// So many units are compared with the patterns at a time.
const LOOKED_AT: usize = 64;

/// How far a request's units have been gone through.
#[derive(Debug, Default)]
pub(super) struct Walk {
    names: std::vec::IntoIter<String>,
    patterns: Vec<String>,
    /// The unit that was compared last.
    last: Option<UnitName>,
}

/// Where it comes to next.
#[derive(Debug)]
pub(super) enum Next {
    /// A name.
    Named(String),
    /// A unit that a pattern fits.
    Fits(UnitName),
    /// Nothing yet.
    Nothing,
    /// Nothing any more.
    End,
}

impl Walk {
    /// Through the units of these names and patterns.
    pub(super) fn through(texts: Vec<String>) -> Self {
        let (patterns, names): (Vec<_>, Vec<_>) = texts.into_iter().partition(|text| glob::is_pattern(text));
        Self { names: names.into_iter(), patterns, last: None }
    }

    /// Through all units.
    pub(super) fn through_all() -> Self {
        Self::through(vec!["*".to_owned()])
    }

    /// One step.
    pub(super) fn next(&mut self, supervisor: &Supervisor) -> Next {
        if let Some(name) = self.names.next() {
            return Next::Named(name);
        }
        if self.patterns.is_empty() {
            return Next::End;
        }
        let after = self.last.take().map_or(Bound::Unbounded, Bound::Excluded);
        let mut last = None;
        for name in supervisor.units.range((after, Bound::Unbounded)).map(|(name, _)| name).take(LOOKED_AT) {
            last = Some(name);
            if self.patterns.iter().any(|pattern| glob::matches(pattern, name.as_str())) {
                self.last = Some(name.clone());
                return Next::Fits(name.clone());
            }
        }
        self.last = last.cloned();
        if self.last.is_some() { Next::Nothing } else { Next::End }
    }
}
