//! What is mounted for a command, in order.
//!
//! Paths are those in the unit's root, and what is above others comes first. Where two settings are about one path
//! the stricter one wins; what is below an inaccessible path, or repeats what holds for what is above it, is left
//! out. Sources of binds are paths in the container.

use std::path::{Path, PathBuf};

use super::kernel;
use crate::init::unit::ExecContext;
use crate::init::unit::view::{Access, AccessPath, PrivateTmp, ProtectHome, ProtectSystem, View};

/// One thing that is to be so at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedMount {
    /// Where, in the unit's root.
    pub path: PathBuf,
    /// What.
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

/// All mounts of a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Plan {
    /// `RootDirectory=`, in the container.
    pub root: Option<PathBuf>,
    /// In order.
    pub mounts: Vec<PlannedMount>,
}

/// What else is known when a command is started.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PlanContext<'a> {
    /// The unit's directories for /tmp and /var/tmp.
    pub tmp: Option<(&'a Path, &'a Path)>,
    /// Its own directories (`StateDirectory=`, …).
    pub directories: &'a [PathBuf],
    /// What it must be able to reach: its notify socket, its credentials.
    pub reachable: &'a [PathBuf],
    /// The command does not have the unit's root: `RootDirectoryStartOnly=`.
    pub without_root: bool,
    /// It has the prefix `+`.
    pub full_rights: bool,
}

/// The options of an empty file system of which nothing is said.
const TEMPORARY: &str = "mode=0755,size=50%,nr_inodes=1m";
/// Of one in which there is next to nothing.
const EMPTY: &str = "mode=0755,size=4m,nr_inodes=1k";
const HOMES: [&str; 3] = ["/home", "/run/user", "/root"];
/// The kernel's file systems.
const KERNEL: [&str; 3] = ["/proc", "/dev", "/sys"];
const LOG_SOCKETS: [&str; 3] =
    ["/run/systemd/journal/socket", "/run/systemd/journal/stdout", "/run/systemd/journal/dev-log"];

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

    fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    fn bind(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self::new(path.clone(), MountContent::Bind { source: path, recursive: true })
    }

    /// Which of two at one path is stricter, and wins.
    fn rank(&self) -> u8 {
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

impl View {
    /// Whether a unit's processes need a mount name space of their own.
    pub fn is_needed(&self) -> bool {
        self.root.is_some()
            || !self.binds.is_empty()
            || !self.temporary.is_empty()
            || !self.access.is_empty()
            || self.private_tmp != PrivateTmp::No
            || self.protect_home != ProtectHome::No
            || self.protect_system != ProtectSystem::No
            || self.private_mounts
            || self.private_devices
            || self.protect_kernel_tunables
            || self.protect_kernel_modules
            || self.protect_kernel_logs
            || self.protect_control_groups
            || self.log_sockets == Some(true)
    }

    /// What commands with full rights (`+`) have of it: the files that the unit asks for, and nothing that only
    /// keeps it from others.
    fn without_protection(&self) -> Self {
        let open = |path: &&AccessPath| path.access == Access::ReadWrite;
        Self {
            root: self.root.clone(),
            binds: self.binds.clone(),
            temporary: self.temporary.clone(),
            access: self.access.iter().filter(open).cloned().collect(),
            kernel_file_systems: Some(false),
            log_sockets: Some(false),
            ..Self::default()
        }
    }
}

impl Plan {
    /// What is mounted for a command of a unit; none if it sees what the container sees.
    pub(crate) fn of(context: &ExecContext, around: &PlanContext<'_>) -> Option<Self> {
        let unprotected = around.full_rights.then(|| context.view.without_protection());
        let view = unprotected.as_ref().unwrap_or(&context.view);
        if !view.is_needed() {
            return None;
        }
        let root = view.root.clone().filter(|_| !around.without_root);
        let mut mounts: Vec<PlannedMount> =
            view.access.iter().filter_map(|path| access(path, root.as_deref())).collect();
        for bind in &view.binds {
            let kind = MountContent::Bind { source: bind.source.clone(), recursive: bind.recursive };
            let mut mount = PlannedMount::new(bind.destination.clone(), kind);
            // What is systemd's own need not be there.
            mount.optional = bind.optional || bind.source.starts_with("/run/systemd");
            mount.read_only = bind.read_only;
            mounts.push(mount);
        }
        for temporary in &view.temporary {
            let options = format!("{TEMPORARY},{}", temporary.options);
            let mut mount = PlannedMount::new(temporary.path.clone(), MountContent::Temporary(options));
            mount.read_only = temporary.is_read_only();
            mounts.push(mount);
        }
        mounts.extend(own_tmp(view, around));
        mounts.extend(homes(view.protect_home));
        mounts.extend(system(view.protect_system));
        mounts.extend(kernel::protected(view));
        for directory in outermost(around.directories) {
            let mut mount = PlannedMount::bind(directory);
            mount.no_suid = context.dynamic_user;
            mounts.push(mount);
        }
        let bare = |path: &Path| {
            let hides = |mount: &PlannedMount| {
                matches!(mount.kind, MountContent::Temporary(_) | MountContent::Inaccessible)
            };
            root.is_some() || mounts.iter().any(|mount| hides(mount) && path.starts_with(&mount.path))
        };
        let mut more = Vec::new();
        let kernel = view.kernel_file_systems.unwrap_or(true) && bare(Path::new("/"));
        if kernel {
            more.extend(KERNEL.map(|path| PlannedMount::new(path, MountContent::Kernel).optional()));
            more.push(PlannedMount::new(
                "/run",
                MountContent::Temporary("mode=0755,size=20%,nr_inodes=800k".into()),
            ));
        }
        if view.log_sockets.unwrap_or(kernel) {
            more.extend(LOG_SOCKETS.map(|path| PlannedMount::bind(path).optional().read_only()));
        }
        for path in around.reachable.iter().filter(|path| kernel || bare(path)) {
            more.push(PlannedMount::bind(path.clone()).optional().read_only());
        }
        mounts.extend(more);
        let mut plan = Self { root, mounts };
        plan.settle();
        Some(plan)
    }

    /// Brings the mounts into order, and drops what changes nothing.
    pub(crate) fn settle(&mut self) {
        self.mounts.sort_by(|one, other| one.path.cmp(&other.path).then(one.rank().cmp(&other.rank())));
        // Of one path first: what repeats what is above counts against its siblings all the same.
        self.mounts.dedup_by(|mount, before| {
            let same = before.path == mount.path;
            if same {
                before.read_only |= mount.read_only;
                before.execution = before.execution.or(mount.execution);
                before.no_suid |= mount.no_suid;
            }
            same
        });
        let mut kept: Vec<PlannedMount> = Vec::with_capacity(self.mounts.len());
        for mount in self.mounts.drain(..) {
            let above = |other: &&PlannedMount| mount.path.starts_with(&other.path);
            if kept.iter().filter(above).any(|other| other.kind == MountContent::Inaccessible) {
                continue;
            }
            let redundant = matches!(
                mount.kind,
                MountContent::Implicit | MountContent::Same(Access::ReadOnly | Access::ReadWrite)
            ) && kept.iter().rfind(above).is_some_and(|other| other.kind == mount.kind);
            if !redundant {
                kept.push(mount);
            }
        }
        self.mounts = kept;
    }
}

/// `ReadWritePaths=` and its siblings: what is not meant in the unit's root counts as far as it is in there.
fn access(path: &AccessPath, root: Option<&Path>) -> Option<PlannedMount> {
    let inside = match root.filter(|_| !path.in_root) {
        Some(root) => Path::new("/").join(path.path.strip_prefix(root).ok()?),
        None => path.path.clone(),
    };
    let kind = match path.access {
        Access::Inaccessible => MountContent::Inaccessible,
        other => MountContent::Same(other),
    };
    let mut mount = PlannedMount::new(inside, kind);
    mount.optional = path.optional;
    Some(mount)
}

fn own_tmp(view: &View, around: &PlanContext<'_>) -> Vec<PlannedMount> {
    match (view.private_tmp, around.tmp) {
        (PrivateTmp::OfEachProcess, _) => ["/tmp", "/var/tmp"]
            .map(|path| {
                PlannedMount::new(path, MountContent::Temporary("mode=1777,size=50%,nr_inodes=1m".into()))
            })
            .into(),
        (PrivateTmp::Shared, Some((tmp, var_tmp))) => {
            let bind = |source: &Path| MountContent::Bind { source: source.to_owned(), recursive: true };
            vec![PlannedMount::new("/tmp", bind(tmp)), PlannedMount::new("/var/tmp", bind(var_tmp))]
        }
        _ => Vec::new(),
    }
}

fn homes(protect: ProtectHome) -> Vec<PlannedMount> {
    let kind = match protect {
        ProtectHome::No => return Vec::new(),
        ProtectHome::Yes => MountContent::Inaccessible,
        ProtectHome::ReadOnly => MountContent::Same(Access::ReadOnly),
        ProtectHome::Tmpfs => MountContent::Temporary(EMPTY.into()),
    };
    HOMES.map(|home| PlannedMount::new(home, kind.clone()).optional().read_only()).into()
}

fn system(protect: ProtectSystem) -> Vec<PlannedMount> {
    let paths: &[&str] = match protect {
        ProtectSystem::No => &[],
        ProtectSystem::Yes => &["/usr", "/boot", "/efi"],
        ProtectSystem::Full => &["/usr", "/boot", "/efi", "/etc"],
        ProtectSystem::Strict => &["/"],
    };
    let mut mounts: Vec<PlannedMount> = paths
        .iter()
        .map(|path| PlannedMount::new(*path, MountContent::Same(Access::ReadOnly)).optional())
        .collect();
    if protect == ProtectSystem::Strict {
        mounts.extend(
            KERNEL
                .iter()
                .chain(&HOMES)
                .map(|path| PlannedMount::new(*path, MountContent::Implicit).optional()),
        );
    }
    mounts
}

/// Those that are in no other.
fn outermost(directories: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    let inside = |path: &PathBuf| directories.iter().any(|other| other != path && path.starts_with(other));
    directories.iter().filter(move |path| !inside(path))
}

#[cfg(test)]
mod tests;
