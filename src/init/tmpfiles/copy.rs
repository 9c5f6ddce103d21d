//! `C`: copies a tree, with its modes, owners and times.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{AtFlags, OFlag, openat};
use nix::sys::stat::{Mode, SFlag, UtimensatFlags, mkdirat, mknodat, utimensat};
use nix::sys::time::TimeSpec;
use nix::unistd::{Gid, Uid, fchownat, symlinkat};

use super::rights::Rights;
use super::site::{ApplyError, Made};
use crate::safe_path::{self, Handle, errno_of, failed};

/// Copies `source` to the entry `name` of `parent`. What exists stays as it is; a directory that
/// is not empty gets nothing, unless `merge`.
pub(super) fn copy_into(
    root: &Path,
    source: &Path,
    rights: Rights,
    parent: &Handle,
    name: &OsStr,
    path: &Path,
    merge: bool,
) -> Result<Made, ApplyError> {
    let from = Handle::resolve(root, source, false).map_err(failed("read", source))?;
    if let Ok(there) = parent.entry(name) {
        if there.kind() != from.kind() {
            return Ok(Made::Other);
        }
        let fillable = there.is_directory()
            && (merge || safe_path::entries(&there).map_err(failed("read", path))?.is_empty());
        if !fillable {
            return Ok(Made::Kept);
        }
    }
    copy_node(&from, parent, name, rights, 0).map_err(failed("copy to", path))?;
    Ok(Made::New)
}

fn copy_node(
    from: &Handle,
    parent: &Handle,
    name: &OsStr,
    rights: Rights,
    depth: usize,
) -> Result<(), Errno> {
    if depth > 256 {
        return Err(Errno::ELOOP);
    }
    let made = match from.kind() {
        SFlag::S_IFDIR => return copy_directory(from, parent, name, rights, depth),
        SFlag::S_IFREG => copy_file(from, parent, name),
        SFlag::S_IFLNK => symlinkat(from.target()?.as_path(), parent.fd(), name),
        SFlag::S_IFIFO => mknodat(parent.fd(), name, SFlag::S_IFIFO, Mode::from_bits_truncate(0o600), 0),
        // A tree of configuration has no sockets or devices.
        _ => return Ok(()),
    };
    match made {
        Err(Errno::EEXIST) => Ok(()),
        made => made.and_then(|()| same_as(from, parent, name, rights)),
    }
}

fn copy_directory(
    from: &Handle,
    parent: &Handle,
    name: &OsStr,
    rights: Rights,
    depth: usize,
) -> Result<(), Errno> {
    let new = match mkdirat(parent.fd(), name, Mode::S_IRWXU) {
        Err(Errno::EEXIST) => false,
        made => made.map(|()| true)?,
    };
    let to = parent.entry(name)?;
    if !to.is_directory() {
        return Ok(());
    }
    for entry in safe_path::entries(from)? {
        let node = from.entry(&entry)?;
        copy_node(&node, &to, &entry, rights, depth + 1)?;
    }
    if new { same_as(from, parent, name, rights) } else { Ok(()) }
}

fn copy_file(from: &Handle, parent: &Handle, name: &OsStr) -> Result<(), Errno> {
    let flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
    let to = openat(parent.fd(), name, flags, Mode::S_IRUSR | Mode::S_IWUSR)?;
    let (mut reader, mut writer) =
        (File::from(from.reopen(OFlag::O_RDONLY | OFlag::O_NONBLOCK)?), File::from(to));
    io::copy(&mut reader, &mut writer).map(drop).map_err(|error| errno_of(&error))
}

/// Gives a copy its source's mode and times, and its source's owner or the rule's.
fn same_as(from: &Handle, parent: &Handle, name: &OsStr, rights: Rights) -> Result<(), Errno> {
    let mut to = parent.entry(name)?;
    let stat = from.stat();
    if nix::unistd::geteuid().is_root() {
        let uid = Uid::from_raw(rights.uid.map_or(stat.st_uid, |(uid, _)| uid));
        let gid = Gid::from_raw(rights.gid.map_or(stat.st_gid, |(gid, _)| gid));
        fchownat(to.fd(), c"", Some(uid), Some(gid), AtFlags::AT_EMPTY_PATH)?;
        to = parent.entry(name)?;
    }
    to.chmod(from.mode())?;
    let modified = TimeSpec::new(stat.st_mtime, stat.st_mtime_nsec);
    utimensat(parent.fd().as_fd(), name, &TimeSpec::UTIME_OMIT, &modified, UtimensatFlags::NoFollowSymlink)
}
