//! What a `.mount` unit says: systemd.mount(5), as far as containers have mounts: binds and file systems in memory.

use std::path::PathBuf;

/// A mount unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountUnit {
    /// `What=`: for a bind, the path that is shown.
    pub what: String,
    /// `Where=`, absolute.
    pub place: PathBuf,
    /// What is mounted.
    pub kind: MountKind,
    /// `Options=`, those of mount(8).
    pub options: String,
    /// `DirectoryMode=`: the mode of directories that are made to mount on; systemd's default is 0755.
    pub directory_mode: u32,
    /// `LazyUnmount=`: it is unmounted even while it is in use.
    pub lazy: bool,
}

/// What is mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountKind {
    /// Another path, with what is mounted below it if `recursive`.
    Bind {
        /// `rbind`
        recursive: bool,
    },
    /// A file system in memory.
    Memory,
}
