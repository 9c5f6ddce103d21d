//! What is mounted for a command, in order.
//!
//! Paths are those in the unit's root, outer ones first. Where two settings are about one path, the stricter one wins;
//! a setting below an inaccessible path, or one that repeats what already holds for a path above, is left out.
//! Sources of binds are paths in the container.

use std::path::{Path, PathBuf};

use super::kernel;
use super::planned::{MountContent, PlannedMount};
use crate::init::unit::ExecContext;
use crate::init::unit::view::{Access, AccessPath, PrivateTmp, ProtectHome, ProtectSystem, View};

/// All mounts of a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct MountPlan {
    /// `RootDirectory=`, in the container.
    pub root: Option<PathBuf>,
    /// What is mounted, in this order.
    pub mounts: Vec<PlannedMount>,
}

/// What else a plan depends on when a command is started.
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

/// The default options of an empty file system.
const TEMPORARY: &str = "mode=0755,size=50%,nr_inodes=1m";
/// The options of one that holds next to nothing.
const EMPTY: &str = "mode=0755,size=4m,nr_inodes=1k";
const HOMES: [&str; 3] = ["/home", "/run/user", "/root"];
/// The kernel's file systems.
const KERNEL: [&str; 3] = ["/proc", "/dev", "/sys"];
const LOG_SOCKETS: [&str; 3] =
    ["/run/systemd/journal/socket", "/run/systemd/journal/stdout", "/run/systemd/journal/dev-log"];

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

    /// The part of it for commands with full rights (`+`): the files that the unit asks for, without the protection of
    /// other files.
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

impl MountPlan {
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
            // systemd's own paths need not exist.
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

    /// Sorts the mounts and drops those that change nothing.
    pub(crate) fn settle(&mut self) {
        self.mounts.sort_by(|one, other| one.path.cmp(&other.path).then(one.rank().cmp(&other.rank())));
        // First among those of one path: a setting that repeats one above still takes part here.
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

/// `ReadWritePaths=` and its siblings: a path in the container counts if it is within the unit's root.
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

/// The directories that are in no other.
fn outermost(directories: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    let inside = |path: &PathBuf| directories.iter().any(|other| other != path && path.starts_with(other));
    directories.iter().filter(move |path| !inside(path))
}

#[cfg(test)]
mod tests;
