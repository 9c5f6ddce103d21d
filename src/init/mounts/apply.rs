//! Carries out a plan, in the command's process.
//!
//! The container's root, or the unit's own, is mounted a second time, everything is done below that, and in the end it
//! becomes the process's root: so what is mounted early never hides the source of what is mounted later. First
//! everything is mounted; then, with all mounts known, each gets the flags of the innermost setting that it is under.

use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sched::{CloneFlags, unshare};
use nix::sys::stat::{Mode, mkdirat, umask};
use nix::unistd::{chdir, chroot, pivot_root};

use super::plan::MountPlan;
use super::planned::{MountContent, PlannedMount};
use super::table::{self, Mounted};
use super::{flags, kernel, place};
use crate::safe_path::{Handle, PathError, failed};

/// The most rounds of following links until all paths are free of them.
const ROUNDS: usize = 200;

/// Gives this process a mount name space of its own, with what the plan says; `runtime` is PID 1's directory.
///
/// # Errors
/// At the first thing that can't be done.
pub(crate) fn enter(plan: MountPlan, runtime: &Path) -> Result<(), PathError> {
    // The umask must not change the modes that the plan asks for.
    let before = umask(Mode::empty());
    let entered = enter_anew(plan, runtime);
    umask(before);
    entered
}

fn enter_anew(mut plan: MountPlan, runtime: &Path) -> Result<(), PathError> {
    let nowhere = inaccessible_nodes(runtime)?;
    let root = Path::new("/");
    unshare(CloneFlags::CLONE_NEWNS).map_err(failed("have mounts of its own below", root))?;
    plain(None, root, MsFlags::MS_SLAVE | MsFlags::MS_REC)
        .map_err(failed("have mounts of its own below", root))?;
    let base = base(plan.root.as_deref(), runtime)?;
    let applied = mount_all(&mut plan, &base, &nowhere)?;
    let mounted = table::read().map_err(|_| failed("read", Path::new("/proc/self/mountinfo"))(Errno::EIO))?;
    for (path, wanted) in remounts(&applied, &base, &mounted) {
        let top = applied.iter().any(|mount| in_base(&base, &mount.path) == path);
        match remount(&path, wanted) {
            Err(errno) if top => return Err(failed("change the mount", inside(&base, &path))(errno)),
            _ => (),
        }
    }
    switch_root(&base).map_err(failed("take on the root", &base))
}

/// A directory and a file that nobody but root can use.
fn inaccessible_nodes(runtime: &Path) -> Result<[PathBuf; 2], PathError> {
    let directory = runtime.join("inaccessible");
    let make = || {
        let runtime = Handle::resolve(Path::new("/"), runtime, true)?;
        let mut here = runtime.own_directory("inaccessible".as_ref())?;
        Handle::make_directory(Path::new("/"), &directory.join("directory"), 0)?;
        crate::safe_path::touch(Path::new("/"), &directory.join("file"))?;
        here.entry("file".as_ref())?.chmod(0)?;
        here.chmod(0o755)
    };
    make().map_err(failed("make", &directory))?;
    Ok([directory.join("directory"), directory.join("file")])
}

/// Where the unit's root is mounted.
fn base(root: Option<&Path>, runtime: &Path) -> Result<PathBuf, PathError> {
    let (what, place) = match root {
        Some(root) => (root.to_owned(), root.to_owned()),
        None => (PathBuf::from("/"), runtime.join("root")),
    };
    let make = || {
        let node = if root.is_some() {
            Handle::readable(Path::new("/"), &place)?
        } else {
            Handle::make_directory(Path::new("/"), &place, 0o555)?
        };
        if !node.is_directory() {
            return Err(Errno::ENOTDIR);
        }
        if root.is_some() {
            make_base(&node);
        }
        let place = PathBuf::from(nix::fcntl::readlink(&node.magic_link())?);
        let source = if root.is_some() { node.magic_link() } else { what };
        plain(Some(&source), &node.magic_link(), MsFlags::MS_BIND | MsFlags::MS_REC)?;
        Ok(place)
    };
    make().map_err(failed("mount the root", &place))
}

/// Makes what every root has. Where it can't be made, the unit goes without.
fn make_base(root: &Handle) {
    const BASE: [(&str, u32); 7] = [
        ("etc", 0o755),
        ("root", 0o750),
        ("var", 0o755),
        ("proc", 0o555),
        ("sys", 0o555),
        ("dev", 0o555),
        ("run", 0o555),
    ];
    for (name, mode) in BASE {
        let _ = mkdirat(root.fd(), name, Mode::from_bits_truncate(mode));
    }
}

/// Mounts everything; returns the mounts that were made, with their real paths.
fn mount_all(
    plan: &mut MountPlan,
    base: &Path,
    nowhere: &[PathBuf; 2],
) -> Result<Vec<PlannedMount>, PathError> {
    let mut done: Vec<PlannedMount> = Vec::new();
    for _ in 0..ROUNDS {
        let next = plan.mounts.iter().find(|mount| !done.iter().any(|known| known.path == mount.path));
        let Some(next) = next.cloned() else { return Ok(done) };
        let fail = |errno| failed("mount something at", &next.path)(errno);
        let place = match place::find(base, &next.path) {
            Err(Errno::ENOENT | Errno::ENOTDIR) if next.optional => {
                plan.mounts.retain(|mount| *mount != next);
                continue;
            }
            found => found.map_err(fail)?,
        };
        if place.path != next.path {
            // A link leads elsewhere, perhaps below what is mounted later.
            for mount in plan.mounts.iter_mut().filter(|mount| **mount == next) {
                mount.path.clone_from(&place.path);
            }
            plan.mounts.retain(|mount| {
                mount.path != place.path || !done.iter().any(|known| known.path == mount.path)
            });
            plan.settle();
            continue;
        }
        if mount_one(&next, place.node, base, nowhere).map_err(fail)? {
            done.push(next);
        } else {
            plan.mounts.retain(|mount| *mount != next);
        }
    }
    Err(failed("mount something at", base)(Errno::ELOOP))
}

/// Mounts one; returns whether it is there now: an optional one may be missing.
fn mount_one(
    mount: &PlannedMount,
    node: Option<Handle>,
    base: &Path,
    nowhere: &[PathBuf; 2],
) -> Result<bool, Errno> {
    let bind = MsFlags::MS_BIND;
    match (&mount.kind, node) {
        (
            MountContent::Inaccessible
            | MountContent::Devices
            | MountContent::Same(_)
            | MountContent::Implicit,
            None,
        ) => {
            return if mount.optional { Ok(false) } else { Err(Errno::ENOENT) };
        }
        (MountContent::Inaccessible, Some(node)) => {
            let source = if node.is_directory() { &nowhere[0] } else { &nowhere[1] };
            plain(Some(source), &node.magic_link(), bind)?;
        }
        (MountContent::Devices, Some(node)) => kernel::mount_devices(base, &node)?,
        (MountContent::Same(_) | MountContent::Implicit, Some(node)) => {
            let itself = in_base(base, &mount.path);
            let known = table::read().map_err(|_| Errno::EIO)?;
            if !known.iter().any(|known| known.path == itself) {
                plain(Some(&node.magic_link()), &node.magic_link(), bind | MsFlags::MS_REC)?;
            }
        }
        (MountContent::Bind { source, recursive }, node) => {
            let recursive = if *recursive { MsFlags::MS_REC } else { MsFlags::empty() };
            return mount_bind(mount, source, node, base, bind | recursive);
        }
        (MountContent::Kernel, node) => {
            return mount_bind(mount, &mount.path, node, base, bind | MsFlags::MS_REC);
        }
        (MountContent::Temporary(options), node) => {
            if node.is_none() && mount.optional {
                return Ok(false);
            }
            let node = node.map_or_else(|| place::make(base, &mount.path, true), Ok)?;
            let (flags, data) = flags::of_options(options, MsFlags::MS_NODEV | MsFlags::MS_STRICTATIME);
            // What is to be read-only becomes so once everything is mounted.
            let flags = flags - MsFlags::MS_RDONLY;
            nix::mount::mount(Some("tmpfs"), &node.magic_link(), Some("tmpfs"), flags, Some(data.as_str()))?;
        }
    }
    Ok(true)
}

fn mount_bind(
    mount: &PlannedMount,
    source: &Path,
    node: Option<Handle>,
    base: &Path,
    flags: MsFlags,
) -> Result<bool, Errno> {
    let source = match Handle::readable(Path::new("/"), source) {
        Err(Errno::ENOENT | Errno::ENOTDIR) if mount.optional => return Ok(false),
        source => source?,
    };
    let node = node.map_or_else(|| place::make(base, &mount.path, source.is_directory()), Ok)?;
    plain(Some(&source.magic_link()), &node.magic_link(), flags)?;
    Ok(true)
}

/// The mounts whose flags have to change, with the new flags.
fn remounts(applied: &[PlannedMount], base: &Path, mounted: &[Mounted]) -> Vec<(PathBuf, MsFlags)> {
    let mut wanted: Vec<(PathBuf, MsFlags)> = Vec::new();
    for known in mounted {
        let Ok(path) = known.path.strip_prefix(base) else { continue };
        let path = Path::new("/").join(path);
        let above = || applied.iter().filter(|mount| path.starts_with(&mount.path));
        let innermost = |mounts: Vec<&PlannedMount>| {
            mounts.into_iter().max_by_key(|mount| mount.path.components().count()).cloned()
        };
        let Some(own) = innermost(above().collect()) else { continue };
        let mut flags = known.flags;
        // The devices in a read-only /dev, and what is mounted in it, stay as they were.
        let read_only = own.read_only && (own.kind != MountContent::Devices || path == own.path);
        flags.set(MsFlags::MS_RDONLY, flags.contains(MsFlags::MS_RDONLY) || read_only);
        flags.set(MsFlags::MS_NOSUID, flags.contains(MsFlags::MS_NOSUID) || own.no_suid);
        if let Some(allowed) = innermost(above().filter(|mount| mount.execution.is_some()).collect())
            .and_then(|mount| mount.execution)
        {
            flags.set(MsFlags::MS_NOEXEC, !allowed);
        }
        // Of several mounts at one path, the last is on top.
        wanted.retain(|(other, _)| *other != known.path);
        if flags != known.flags {
            wanted.push((known.path.clone(), flags));
        }
    }
    wanted
}

fn remount(path: &Path, wanted: MsFlags) -> Result<(), Errno> {
    plain(None, path, MsFlags::MS_BIND | MsFlags::MS_REMOUNT | wanted)
}

/// Makes the mount at `base` the root. Where an engine forbids `pivot_root(2)`, it is moved over the old root.
fn switch_root(base: &Path) -> Result<(), Errno> {
    chdir(base)?;
    if pivot_root(".", ".").is_ok() {
        umount2(".", MntFlags::MNT_DETACH)?;
    } else {
        mount(Some("."), "/", None::<&str>, MsFlags::MS_MOVE, None::<&str>)?;
        chroot(".")?;
    }
    chdir("/")
}

fn plain(source: Option<&Path>, target: &Path, flags: MsFlags) -> Result<(), Errno> {
    mount(source, target, None::<&str>, flags, None::<&str>)
}

fn in_base(base: &Path, path: &Path) -> PathBuf {
    path.strip_prefix("/").map_or_else(
        |_| base.to_owned(),
        |inside| {
            if inside.as_os_str().is_empty() { base.to_owned() } else { base.join(inside) }
        },
    )
}

fn inside<'a>(base: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(base).unwrap_or(path)
}

#[cfg(test)]
mod tests;
