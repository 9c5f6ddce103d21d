//! Conditions on paths.

use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::Path;

use nix::errno::Errno;
use nix::sys::statvfs::{FsFlags, Statvfs, statvfs};

use super::super::unit::ConditionKind;
use crate::glob;

pub(super) fn test(kind: ConditionKind, parameter: &str, root: &Path) -> bool {
    let path = root.join(parameter.trim_start_matches('/'));
    let metadata = path.metadata();
    match kind {
        ConditionKind::PathExists => metadata.is_ok(),
        ConditionKind::PathExistsGlob => glob::any(root, parameter).unwrap_or(false),
        ConditionKind::PathIsDirectory => metadata.is_ok_and(|metadata| metadata.is_dir()),
        ConditionKind::PathIsSymbolicLink => path.is_symlink(),
        ConditionKind::PathIsMountPoint => is_mount_point(&path),
        ConditionKind::PathIsReadWrite => {
            // Where the kernel does not tell, all that is known is that the path exists.
            statvfs(&path).map_or_else(|errno| errno != Errno::ENOENT, |facts| !is_read_only(&facts))
        }
        ConditionKind::PathIsSocket => metadata.is_ok_and(|metadata| metadata.file_type().is_socket()),
        ConditionKind::DirectoryNotEmpty => glob::is_not_empty(&path),
        ConditionKind::NeedsUpdate => needs_update(&path, root),
        ConditionKind::FileNotEmpty => {
            metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0)
        }
        ConditionKind::FileIsExecutable => {
            metadata.is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
        }
        _ => false,
    }
}

fn is_read_only(facts: &Statvfs) -> bool {
    facts.flags().contains(FsFlags::ST_RDONLY)
}

/// Whether the directory is writable and /usr is newer than its stamp.
fn needs_update(path: &Path, root: &Path) -> bool {
    if statvfs(path).is_ok_and(|facts| is_read_only(&facts)) {
        return false;
    }
    let stamp = path.join(".updated").symlink_metadata();
    let programs = root.join("usr").symlink_metadata();
    match (stamp, programs) {
        (Ok(stamp), Ok(programs)) => {
            (programs.mtime(), programs.mtime_nsec()) > (stamp.mtime(), stamp.mtime_nsec())
        }
        _ => true,
    }
}

/// Whether its device is not its parent's, or the kernel lists it as a mount (a bind mount has the same device).
fn is_mount_point(path: &Path) -> bool {
    let (Ok(path), Ok(mounts)) = (path.canonicalize(), std::fs::read_to_string("/proc/self/mountinfo"))
    else {
        return false;
    };
    let listed =
        mounts.lines().filter_map(|line| line.split(' ').nth(4)).any(|at| Path::new(&unescaped(at)) == path);
    // The root is always a mount point.
    if path.parent().is_none() {
        return true;
    }
    let device = |path: &Path| path.metadata().map(|metadata| metadata.dev()).ok();
    listed || path.parent().is_some_and(|parent| device(parent) != device(&path))
}

/// Undoes the kernel's escapes: it writes a space as `\040`.
fn unescaped(text: &str) -> String {
    text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
}
