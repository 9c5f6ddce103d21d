//! One mount of a plan.

use std::path::PathBuf;

use crate::init::unit::view::Access;

/// One thing that is to be so at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedMount {
    /// Where, in the unit's root.
    pub path: PathBuf,
    /// What is there from then on.
    pub kind: MountContent,
    /// Nothing is done where what it takes is not there.
    pub optional: bool,
    /// Nothing can be written.
    pub read_only: bool,
    /// Nothing can be executed, or it can again.
    pub execution: Option<bool>,
    /// Set-user-ID bits mean nothing.
    pub no_suid: bool,
}

/// What there is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MountContent {
    /// Nothing that could be used.
    Inaccessible,
    /// What is at another path, with what is mounted below it if `recursive`.
    Bind {
        /// In the container.
        source: PathBuf,
        /// `rbind`
        recursive: bool,
    },
    /// A /dev without the machine's devices.
    Devices,
    /// A file system of the kernel's, as the container has it.
    Kernel,
    /// What is there anyway.
    Same(Access),
    /// An empty file system in memory, with options of mount(8).
    Temporary(String),
    /// What is there anyway, if nothing that is above says otherwise.
    Implicit,
}

impl PlannedMount {
    /// With the flags that follow from the kind.
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

    /// The same, where it can be.
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

    /// Which of two at one path is stricter, and wins.
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
