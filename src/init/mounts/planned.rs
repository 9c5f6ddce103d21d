//! One mount of a plan.

use std::path::PathBuf;

use crate::init::unit::view::Access;

/// What is to be at one path, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedMount {
    /// Where, in the unit's root.
    pub path: PathBuf,
    /// What is there from then on.
    pub kind: MountContent,
    /// Nothing is done where what it needs does not exist.
    pub optional: bool,
    /// Nothing can be written.
    pub read_only: bool,
    /// Whether programs can be executed, if the plan says so.
    pub execution: Option<bool>,
    /// Set-user-ID bits mean nothing.
    pub no_suid: bool,
}

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MountContent {
    /// Nothing that could be used.
    Inaccessible,
    /// What is at another path, with what is mounted below it if `recursive`.
    Bind {
        /// The other path, in the container.
        source: PathBuf,
        /// Whether what is mounted below it comes along (`rbind`).
        recursive: bool,
    },
    /// A /dev without the machine's devices.
    Devices,
    /// One of the kernel's file systems, as in the container.
    Kernel,
    /// What is there anyway, with other access.
    Same(Access),
    /// An empty file system in memory, with options of mount(8).
    Temporary(String),
    /// What is there anyway, unless a setting for a path above says otherwise.
    Implicit,
}

impl PlannedMount {
    /// A mount with the flags that follow from its kind.
    pub(crate) fn new(path: impl Into<PathBuf>, kind: MountContent) -> Self {
        let read_only = matches!(
            kind,
            MountContent::Inaccessible | MountContent::Devices | MountContent::Same(Access::ReadOnly)
        );
        let execution = match kind {
            MountContent::Inaccessible | MountContent::Same(Access::NoExec) => Some(false),
            MountContent::Same(Access::Exec) => Some(true),
            _ => None,
        };
        Self { path: path.into(), kind, optional: false, read_only, execution, no_suid: false }
    }

    /// The same, but optional.
    #[must_use]
    pub(crate) fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    pub(super) fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    pub(super) fn bind(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self::new(path.clone(), MountContent::Bind { source: path, recursive: true })
    }

    /// How strict it is: of two at one path the stricter one wins.
    pub(super) fn rank(&self) -> u8 {
        match self.kind {
            MountContent::Inaccessible => 0,
            MountContent::Bind { recursive: false, .. } => 1,
            MountContent::Bind { recursive: true, .. } => 2,
            MountContent::Devices => 3,
            MountContent::Kernel => 4,
            MountContent::Same(Access::ReadOnly) => 5,
            MountContent::Same(Access::ReadWrite) => 6,
            MountContent::Same(Access::NoExec) => 7,
            MountContent::Same(_) => 8,
            MountContent::Temporary(_) => 9,
            MountContent::Implicit => 10,
        }
    }
}
