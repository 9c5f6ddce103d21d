//! What a `.path` unit says: systemd.path(5).

use super::UnitName;
use std::time::Duration;

/// A path unit: what happens to which paths starts which unit.
#[derive(Debug, Clone, PartialEq)]
pub struct PathUnit {
    /// The paths, in the order in which they are looked at; any of them starts the unit.
    pub watched: Vec<WatchedPath>,
    /// What it starts.
    pub unit: UnitName,
    /// `MakeDirectory=`: directories that are watched are made first.
    pub make_directory: bool,
    /// Their mode; systemd's default is 0755.
    pub directory_mode: u32,
    /// At most so many starts of the unit within the interval, or the path unit fails.
    pub trigger_limit: (Duration, u32),
}

/// One line of a path unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedPath {
    /// What is waited for.
    pub awaited: Awaited,
    /// Absolute; a pattern for [`Awaited::ExistsGlob`].
    pub path: String,
}

/// What a path unit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// The path exists.
    Exists,
    /// Something that matches the pattern exists.
    ExistsGlob,
    /// It appears, disappears, or is closed after it was written to.
    Changed,
    /// The same, and each time that it is written to.
    Modified,
    /// It is a directory and not empty.
    NotEmpty,
}

impl Awaited {
    /// All, with their directives.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Exists, "PathExists"),
        (Self::ExistsGlob, "PathExistsGlob"),
        (Self::Changed, "PathChanged"),
        (Self::Modified, "PathModified"),
        (Self::NotEmpty, "DirectoryNotEmpty"),
    ];

    /// The directive.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(awaited, _)| *awaited == self).map_or("", |(_, name)| name)
    }

    /// Whether it waits for the path to exist, so that the init must not make it.
    pub fn waits_for_it(self) -> bool {
        matches!(self, Self::Exists | Self::ExistsGlob)
    }

    /// Whether it waits for an event rather than a state.
    pub fn is_change(self) -> bool {
        matches!(self, Self::Changed | Self::Modified)
    }
}
