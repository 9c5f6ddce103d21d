//! Whole trees: changing owners, removing. Symbolic links are never followed, and a removal stays
//! on its file system: what is mounted inside is left as it is.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use nix::dir::Dir;
use nix::errno::Errno;
use nix::fcntl::{OFlag, renameat};
use nix::unistd::{UnlinkatFlags, unlinkat};

use super::Handle;

/// Directories nested deeper than this are not what a service made by accident.
const DEPTH_MAX: usize = 256;

/// How many names of a directory are held at a time.
const AT_ONCE: usize = 4096;

/// Gives everything below `node`, and last `node` itself, to an owner. So a right owner of the top tells that an
/// earlier run got to its end.
pub(crate) fn chown_all(node: &mut Handle, uid: Option<u32>, gid: Option<u32>) -> Result<(), Errno> {
    let linkable = (!links_are_protected()).then_some(node.stat().st_uid);
    chown_deep(node, uid, gid, linkable, 0)
}

/// `linkable`: the former owner of the tree, if anyone may have linked other users' files into it.
fn chown_deep(
    node: &mut Handle,
    uid: Option<u32>,
    gid: Option<u32>,
    linkable: Option<u32>,
    depth: usize,
) -> Result<(), Errno> {
    if depth > DEPTH_MAX {
        return Err(Errno::ELOOP);
    }
    if node.is_directory() {
        for name in entries(node)? {
            match node.entry(&name) {
                Ok(mut entry) => chown_deep(&mut entry, uid, gid, linkable, depth + 1)?,
                Err(Errno::ENOENT) => {}
                Err(error) => return Err(error),
            }
        }
    } else if node.stat().st_nlink > 1 && linkable.is_some_and(|owner| owner != node.stat().st_uid) {
        return Err(Errno::EMLINK);
    }
    node.chown(uid, gid)
}

/// Whether users can't link to files of others. If they can, nobody can tell whose a file with several names is.
pub(crate) fn links_are_protected() -> bool {
    std::fs::read_to_string("/proc/sys/fs/protected_hardlinks").is_ok_and(|text| text.trim() == "1")
}

/// Removes the entry `name` of `parent` with everything below it. A missing entry counts as removed.
pub(crate) fn remove(parent: &Handle, name: &OsStr) -> Result<(), Errno> {
    Removal::new(usize::MAX, None).remove(parent, name, 0)
}

/// As [`remove`], if that takes `most` steps or fewer; returns whether the entry is gone.
pub(crate) fn remove_if_small(parent: &Handle, name: &OsStr, most: usize) -> Result<bool, Errno> {
    match Removal::new(most, None).remove(parent, name, 0) {
        Err(TOO_MUCH) => Ok(false),
        removed => removed.map(|()| true),
    }
}

/// Removes everything in a directory, however deep: what is very far down is moved up first.
pub(crate) fn remove_content(directory: &Handle) -> Result<(), Errno> {
    Removal::new(usize::MAX, Some(directory)).empty(directory, 0)
}

/// There is more to remove than the limit allows.
const TOO_MUCH: Errno = Errno::ELOOP;

struct Removal<'a> {
    /// How many files may still be removed.
    steps: usize,
    /// Where directories that are too deep down are moved.
    top: Option<&'a Handle>,
    /// A directory has been moved there.
    moved: bool,
}

impl<'a> Removal<'a> {
    fn new(steps: usize, top: Option<&'a Handle>) -> Self {
        Self { steps, top, moved: false }
    }
}

impl Removal<'_> {
    fn remove(&mut self, parent: &Handle, name: &OsStr, depth: usize) -> Result<(), Errno> {
        self.steps = self.steps.checked_sub(1).ok_or(TOO_MUCH)?;
        let entry = match parent.entry(name) {
            Err(Errno::ENOENT) => return Ok(()),
            entry => entry?,
        };
        if !entry.is_directory() {
            return gone(unlinkat(parent.fd(), name, UnlinkatFlags::NoRemoveDir));
        }
        if entry.stat().st_dev != parent.stat().st_dev && depth > 0 {
            return Err(Errno::EBUSY);
        }
        if depth > DEPTH_MAX {
            let top = self.top.ok_or(TOO_MUCH)?;
            let moved = format!("deep-{}", entry.stat().st_ino);
            self.moved = true;
            return renameat(parent.fd(), name, top.fd(), moved.as_str());
        }
        self.empty(&entry, depth + 1)?;
        gone(unlinkat(parent.fd(), name, UnlinkatFlags::RemoveDir))
    }

    fn empty(&mut self, directory: &Handle, depth: usize) -> Result<(), Errno> {
        loop {
            // Not all at once: there may be millions.
            let most = self.steps.clamp(1, AT_ONCE);
            let names = some_entries(directory, most)?;
            let all = names.len() < most;
            let mut first_error = None;
            for name in names {
                match self.remove(directory, &name, depth) {
                    Err(TOO_MUCH) => return Err(TOO_MUCH),
                    Err(error) => drop(first_error.get_or_insert(error)),
                    Ok(()) => {}
                }
            }
            if let Some(error) = first_error {
                return Err(error);
            }
            let more = depth == 0 && std::mem::take(&mut self.moved);
            if all && !more {
                return Ok(());
            }
        }
    }
}

fn gone(result: Result<(), Errno>) -> Result<(), Errno> {
    if result == Err(Errno::ENOENT) { Ok(()) } else { result }
}

/// The names in a directory.
pub(crate) fn entries(directory: &Handle) -> Result<Vec<OsString>, Errno> {
    some_entries(directory, usize::MAX)
}

/// At most `most` of the names.
fn some_entries(directory: &Handle, most: usize) -> Result<Vec<OsString>, Errno> {
    let mut open = Dir::from_fd(directory.reopen(OFlag::O_RDONLY | OFlag::O_DIRECTORY)?)?;
    let mut names = Vec::new();
    for entry in open.iter() {
        let entry = entry?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name != "." && name != ".." {
            names.push(name.to_owned());
        }
        if names.len() >= most {
            break;
        }
    }
    Ok(names)
}
