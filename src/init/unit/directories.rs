//! `RuntimeDirectory=` and its four siblings, as in a unit: systemd.exec(5). `init::directories` makes them.

use super::ExecContext;
use std::path::{Path, PathBuf};

/// One of the five `…Directory=` lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directories {
    /// What to make, in order.
    pub entries: Vec<Directory>,
    /// `…DirectoryMode=`.
    pub mode: u32,
}

/// One directory below the base that its kind has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    /// Relative, without `..`.
    pub path: PathBuf,
    /// Symlinks to it, relative to the same base (`StateDirectory=path:link`).
    pub links: Vec<PathBuf>,
}

/// `RuntimeDirectoryPreserve=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preserve {
    /// Removed at every stop.
    #[default]
    No,
    /// Never removed.
    Yes,
    /// Removed at a stop that isn't part of a restart.
    Restart,
}

/// One of the five kinds, with what a unit says of it.
pub(crate) struct DirectoryKind<'a> {
    /// The variable that tells a service where they are.
    pub variable: &'static str,
    /// The directory that they are in.
    pub base: &'static str,
    /// Those that the unit lists.
    pub directories: &'a Directories,
    /// Existing directories get the mode and the owner, too.
    pub adjusts: bool,
    /// A link below `private` leads to each, as systemd does for dynamic users.
    pub is_private: bool,
}

impl Default for Directories {
    fn default() -> Self {
        Self { entries: Vec::new(), mode: 0o755 }
    }
}

impl DirectoryKind<'_> {
    /// Where they are, those in others last.
    pub(crate) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.directories.entries.iter().map(|entry| Path::new(self.base).join(&entry.path))
    }
}

impl ExecContext {
    /// All five kinds.
    pub(crate) fn directories(&self) -> [DirectoryKind<'_>; 5] {
        let kind = |variable, base, directories| DirectoryKind {
            variable,
            base,
            directories,
            adjusts: true,
            is_private: self.dynamic_user,
        };
        [
            DirectoryKind { is_private: false, ..kind("RUNTIME_DIRECTORY", "/run", &self.runtime_directory) },
            kind("STATE_DIRECTORY", "/var/lib", &self.state_directory),
            kind("CACHE_DIRECTORY", "/var/cache", &self.cache_directory),
            kind("LOGS_DIRECTORY", "/var/log", &self.logs_directory),
            DirectoryKind {
                adjusts: false,
                is_private: false,
                ..kind("CONFIGURATION_DIRECTORY", "/etc", &self.configuration_directory)
            },
        ]
    }

    /// Where all of them are.
    pub(crate) fn directory_paths(&self) -> Vec<PathBuf> {
        self.directories().iter().flat_map(|kind| kind.paths().collect::<Vec<_>>()).collect()
    }
}
