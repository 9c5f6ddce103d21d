//! What a unit's processes see of the file system: systemd.exec(5), "Paths" and "Sandboxing".
//!
//! All of this takes mounts in a mount name space of the unit's own. A container may make those only with
//! `CAP_SYS_ADMIN`; without it, a [`super::StandIn`] takes the place of a [`View`].

use std::path::PathBuf;

/// What is mounted for a unit's processes. Without anything in it they see what the container sees.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// `RootDirectory=`, if it is not `/`.
    pub root: Option<PathBuf>,
    /// `MountAPIVFS=`: /proc, /sys, /dev and /run are mounted; by default where the unit has its own root.
    pub kernel_file_systems: Option<bool>,
    /// `BindPaths=` and `BindReadOnlyPaths=`.
    pub binds: Vec<Bind>,
    /// `TemporaryFileSystem=`.
    pub temporary: Vec<Temporary>,
    /// `ReadWritePaths=`, `ReadOnlyPaths=`, `InaccessiblePaths=`, `ExecPaths=`, `NoExecPaths=`.
    pub access: Vec<AccessPath>,
    /// `PrivateTmp=`.
    pub private_tmp: PrivateTmp,
    /// `ProtectHome=`.
    pub protect_home: ProtectHome,
    /// `ProtectSystem=`.
    pub protect_system: ProtectSystem,
    /// `PrivateMounts=`.
    pub private_mounts: bool,
    /// `PrivateDevices=`.
    pub private_devices: bool,
    /// `ProtectKernelTunables=`.
    pub protect_kernel_tunables: bool,
    /// `ProtectKernelModules=`.
    pub protect_kernel_modules: bool,
    /// `ProtectKernelLogs=`.
    pub protect_kernel_logs: bool,
    /// `ProtectControlGroups=`.
    pub protect_control_groups: bool,
    /// `BindLogSockets=`; by default where the unit has a /run of its own.
    pub log_sockets: Option<bool>,
}

/// One path that appears at another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bind {
    /// What is shown: a path in the container.
    pub source: PathBuf,
    /// Where it is shown: a path in the unit's root.
    pub destination: PathBuf,
    /// `BindReadOnlyPaths=`.
    pub read_only: bool,
    /// `-`: the source needn't exist.
    pub optional: bool,
    /// What is mounted below it is shown, too.
    pub recursive: bool,
}

/// An empty file system in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Temporary {
    /// Where it is mounted.
    pub path: PathBuf,
    /// Options of mount(8).
    pub options: String,
}

impl Temporary {
    /// Whether nothing can be written to it.
    pub fn is_read_only(&self) -> bool {
        self.options.split(',').any(|option| option == "ro")
    }
}

/// A path, and what may be done below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessPath {
    /// Absolute.
    pub path: PathBuf,
    /// What may be done.
    pub access: Access,
    /// `-`: it needn't exist.
    pub optional: bool,
    /// `+`: the path is in the unit's root, not in the container's.
    pub in_root: bool,
}

/// What may be done below a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd.exec(5)")]
pub enum Access {
    Inaccessible,
    ReadOnly,
    ReadWrite,
    NoExec,
    Exec,
}

/// `PrivateTmp=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PrivateTmp {
    /// The container's.
    #[default]
    No,
    /// Directories that the unit's processes share, also with units that join its name spaces.
    Shared,
    /// `disconnected`: one in memory for each process.
    OfEachProcess,
}

/// `ProtectHome=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd.exec(5)")]
pub enum ProtectHome {
    #[default]
    No,
    Yes,
    ReadOnly,
    Tmpfs,
}

/// `ProtectSystem=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd.exec(5)")]
pub enum ProtectSystem {
    #[default]
    No,
    Yes,
    Full,
    Strict,
}
