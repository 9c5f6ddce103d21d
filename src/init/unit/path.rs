//! What a `.path` unit says: systemd.path(5).

use super::UnitName;
use std::time::Duration;

/// A path unit: what happens to which paths starts which unit.
#[derive(Debug, Clone, PartialEq)]
pub struct PathUnit {
    /// The paths, in the order in which they are looked at; any of them.
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
    /// The path is there.
    Exists,
    /// Something is there that the pattern fits.
    ExistsGlob,
    /// It comes, goes, or is closed after it was written to.
    Changed,
    /// The same, and each time that it is written to.
    Modified,
    /// It is a directory in which there is something.
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

    /// Whether it waits for the path to be there, so that nobody else may make it.
    pub fn waits_for_it(self) -> bool {
        matches!(self, Self::Exists | Self::ExistsGlob)
    }

    /// Whether it is an event that is waited for, rather than a state.
    pub fn is_change(self) -> bool {
        matches!(self, Self::Changed | Self::Modified)
    }
}
