//! `C`: copies a tree, with its modes, as root's.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{OFlag, openat, readlinkat};
use nix::sys::stat::{Mode, SFlag, mkdirat, mknodat};
use nix::unistd::symlinkat;

use super::super::tree::{self, Node, errno_of, failed};
use super::apply::Problem;

/// Copies `source` to the entry `name` of `parent`. What exists stays as it is; a directory that
/// has something in it gets nothing, unless `merge`. Says whether anything was made at the top.
pub(super) fn copy_into(
    root: &Path,
    source: &Path,
    parent: &Node,
    name: &OsStr,
    path: &Path,
    merge: bool,
) -> Result<bool, Problem> {
    let from = match Node::resolve(root, source, true) {
        Ok(from) => from,
        Err(Errno::ENOENT) => {
            let text = format!("there is no {} to copy", source.display());
            return Err(Problem::Other(text));
        }
        Err(errno) => return Err(failed("read", source)(errno).into()),
    };
    if let Ok(there) = parent.entry(name) {
        let fillable = there.is_directory()
            && from.is_directory()
            && (merge || tree::entries(&there).map_err(failed("read", path))?.is_empty());
        if !fillable {
            return Ok(false);
        }
    }
    Ok(copy_node(&from, parent, name, None, 0).map_err(failed("copy to", path))?)
}

fn copy_node(
    from: &Node,
    parent: &Node,
    name: &OsStr,
    link: Option<&OsStr>,
    depth: usize,
) -> Result<bool, Errno> {
    if depth > 256 {
        return Err(Errno::ELOOP);
    }
    match from.kind() {
        SFlag::S_IFDIR => copy_directory(from, parent, name, depth),
        SFlag::S_IFREG => made(copy_file(from, parent, name)),
        SFlag::S_IFLNK => made(symlinkat(link.unwrap_or_default(), parent.fd(), name)),
        SFlag::S_IFIFO => made(mknodat(parent.fd(), name, SFlag::S_IFIFO, mode_of(from), 0)),
        // Sockets and devices are not what a tree of configuration has.
        _ => Ok(false),
    }
}

fn made(result: Result<(), Errno>) -> Result<bool, Errno> {
    match result {
        Err(Errno::EEXIST) => Ok(false),
        result => result.map(|()| true),
    }
}

fn mode_of(node: &Node) -> Mode {
    Mode::from_bits_truncate(node.mode())
}

fn copy_directory(from: &Node, parent: &Node, name: &OsStr, depth: usize) -> Result<bool, Errno> {
    let new = made(mkdirat(parent.fd(), name, Mode::S_IRWXU))?;
    let mut to = parent.entry(name)?;
    if !to.is_directory() {
        return Ok(false);
    }
    for entry in tree::entries(from)? {
        let node = from.entry(&entry)?;
        let link = node.is_link().then(|| readlinkat(from.fd(), entry.as_os_str())).transpose()?;
        copy_node(&node, &to, &entry, link.as_deref(), depth + 1)?;
    }
    if new {
        to.chmod(from.mode())?;
    }
    Ok(new)
}

fn copy_file(from: &Node, parent: &Node, name: &OsStr) -> Result<(), Errno> {
    let flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
    let to = openat(parent.fd(), name, flags, Mode::S_IRUSR | Mode::S_IWUSR)?;
    let (mut reader, mut writer) = (File::from(from.reopen(OFlag::O_RDONLY)?), File::from(to));
    io::copy(&mut reader, &mut writer).map_err(|error| errno_of(&error))?;
    parent.entry(name)?.chmod(from.mode())
}
