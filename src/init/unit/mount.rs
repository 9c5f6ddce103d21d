//! What a `.mount` unit says: systemd.mount(5), as far as containers have mounts: binds and file systems in memory.

use std::path::PathBuf;

/// A mount unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountUnit {
    /// `What=`: for a bind the path that appears.
    pub what: String,
    /// `Where=`, absolute.
    pub place: PathBuf,
    /// Which kind it is.
    pub kind: MountKind,
    /// `Options=`, those of mount(8).
    pub options: String,
    /// `DirectoryMode=`: what is made to mount on; systemd's default is 0755.
    pub directory_mode: u32,
    /// `LazyUnmount=`: it goes although it is in use.
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
