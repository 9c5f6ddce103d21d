//! Under which name the lines of a pipe are written, and which of them are.

use super::lines::Piece;
use super::priority::Priority;
use super::render::{Label, LineOrigin, Renderer, Stream};
use crate::init::unit::Logging;

/// The name under which the lines of a pipe are written, and the limits on them.
#[derive(Debug, Clone)]
pub struct Source {
    /// The unit's full name, `httpd.service`; none where nobody can tell.
    pub unit: Option<String>,
    /// `SyslogIdentifier=`: shown instead of the unit's name.
    pub identifier: Option<String>,
    /// What the writer calls itself.
    pub tag: Option<String>,
    /// The process, once it is known.
    pub pid: Option<i32>,
    /// Which of the container's outputs the lines go to.
    pub stream: Stream,
    /// `SyslogLevelPrefix=`: `<N>` before a line is its priority.
    pub level_prefix: bool,
    /// `SyslogLevel=`: the priority of lines without one.
    pub priority: Priority,
    /// `LogLevelMax=`: lines of lesser importance are dropped.
    pub level_max: Priority,
}

impl Source {
    /// The standard output or error of a process of `unit` (its full name).
    pub fn new(unit: &str, stream: Stream, logging: &Logging) -> Self {
        Self {
            unit: Some(unit.to_owned()),
            identifier: logging.identifier.clone(),
            tag: None,
            pid: None,
            stream,
            level_prefix: logging.level_prefix,
            priority: Priority::from_number(u32::from(logging.level)),
            level_max: level_max(logging),
        }
    }
}

/// `LogLevelMax=`, or all levels.
pub(super) fn level_max(logging: &Logging) -> Priority {
    logging.level_max.map_or(Priority::Debug, |level| Priority::from_number(level.into()))
}

/// A source that was added; stays valid, and harmless, after the source's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SourceId {
    pub(super) slot: usize,
    pub(super) serial: u64,
}

impl Source {
    /// Appends a line with its label, unless its priority is too low.
    pub(super) fn write(&self, renderer: &Renderer, label: &Label, piece: Piece<'_>, out: &mut Vec<u8>) {
        let (priority, bytes) = if self.level_prefix && !piece.continued {
            Priority::take_prefix(piece.bytes)
        } else {
            (None, piece.bytes)
        };
        let priority = priority.unwrap_or(self.priority);
        if priority <= self.level_max {
            renderer.line(label, priority, Piece { bytes, ..piece }, out);
        }
    }

    /// The fixed parts of its lines.
    pub(super) fn label(&self, renderer: &Renderer) -> Label {
        let (unit, identifier, tag) = (self.unit.as_deref(), self.identifier.as_deref(), self.tag.as_deref());
        renderer.label(LineOrigin { unit, identifier, tag, pid: self.pid, facility: None }, self.stream)
    }
}
