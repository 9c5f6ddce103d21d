//! Conditions on paths.

use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::Path;

use nix::sys::statvfs::{FsFlags, statvfs};

use super::super::glob;
use super::super::unit::Check;

pub(super) fn test(check: Check, parameter: &str, root: &Path) -> bool {
    let path = root.join(parameter.trim_start_matches('/'));
    let metadata = path.metadata();
    match check {
        Check::PathExists => metadata.is_ok(),
        Check::PathExistsGlob => !glob::expand(root, parameter).is_empty(),
        Check::PathIsDirectory => metadata.is_ok_and(|metadata| metadata.is_dir()),
        Check::PathIsSymbolicLink => path.is_symlink(),
        Check::PathIsMountPoint => is_mount_point(&path),
        Check::PathIsReadWrite => {
            statvfs(&path).is_ok_and(|facts| !facts.flags().contains(FsFlags::ST_RDONLY))
        }
        Check::PathIsSocket => metadata.is_ok_and(|metadata| metadata.file_type().is_socket()),
        Check::DirectoryNotEmpty => path.read_dir().is_ok_and(|mut entries| entries.next().is_some()),
        Check::FileNotEmpty => metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0),
        Check::FileIsExecutable => {
            metadata.is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
        }
        _ => false,
    }
}

/// Another device than its parent's, or told so by the kernel (a bind mount has the same device).
fn is_mount_point(path: &Path) -> bool {
    let (Ok(path), Ok(mounts)) = (path.canonicalize(), std::fs::read_to_string("/proc/self/mountinfo"))
    else {
        return false;
    };
    let listed =
        mounts.lines().filter_map(|line| line.split(' ').nth(4)).any(|at| Path::new(&unescaped(at)) == path);
    let device = |path: &Path| path.metadata().map(|metadata| metadata.dev()).ok();
    listed || path.parent().is_some_and(|parent| device(parent) != device(&path))
}

/// The kernel writes a space as `\040`.
fn unescaped(text: &str) -> String {
    text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
}
