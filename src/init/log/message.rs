//! A message that comes whole, and the unit that its sender belongs to.

use super::priority::Priority;
use super::source::level_max;
use crate::init::unit::Logging;

/// A message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LogMessage<'a> {
    pub(super) priority: Priority,
    /// syslog's facility, if it is said.
    pub(super) facility: Option<u8>,
    pub(super) tag: Option<&'a str>,
    pub(super) text: &'a [u8],
}

/// The unit that a message comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The unit's name with its suffix.
    pub unit: String,
    /// `LogLevelMax=`: messages of lesser importance are dropped.
    pub level_max: Priority,
}

impl Sender {
    /// The sender for a process of `unit` (its full name).
    pub fn new(unit: &str, logging: &Logging) -> Self {
        Self { unit: unit.to_owned(), level_max: level_max(logging) }
    }
}

/// Says which unit a process belongs to.
pub(crate) type UnitOf<'a> = &'a dyn Fn(i32) -> Option<Sender>;
