//! Which units a request is about, one after the other, so that the work can pause at any time.
//!
//! As with systemctl, named units come first, in the order of the names; then the units that match a pattern, once
//! each.

use std::ops::Bound;

use super::Supervisor;
use crate::glob;
use crate::init::unit::UnitName;

/// How many units are compared with the patterns in one step.
const LOOKED_AT: usize = 64;

/// How far a request's units have been gone through.
#[derive(Debug, Default)]
pub(super) struct Walk {
    names: std::vec::IntoIter<String>,
    patterns: Vec<String>,
    /// The unit that was compared last.
    last: Option<UnitName>,
}

/// What a step has found.
#[derive(Debug)]
pub(super) enum Next {
    /// A unit that the request names itself.
    Named(String),
    /// A unit that matches a pattern.
    Fits(UnitName),
    /// A unit that no pattern fits; there may be more.
    Nothing,
    /// There are no more.
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
