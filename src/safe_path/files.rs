//! Single files at paths that units name: read, opened, removed, without ever waiting and within bounds.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::stat::{Mode, SFlag, futimens};
use nix::sys::time::TimeSpec;
use nix::unistd::{UnlinkatFlags, unlinkat};

use super::walk::{Missing, Rules, walk};
use super::{Handle, errno_of, split};

/// What is not regular has no content that ends: `explained` says so.
const NOT_REGULAR: Errno = Errno::EBADFD;

impl Handle {
    /// What `path` leads to, below `root`, for reading: that may also be somebody else's file in a user's
    /// directory, such as what a part of a service that runs as root has written there.
    pub(crate) fn readable(root: &Path, path: &Path) -> Result<Self, Errno> {
        let rules = Rules { follow: true, foreign: true, missing: Missing::Fails };
        walk(root, path, rules).map(|end| end.node)
    }

    /// What a regular file holds, if that is no more than `most` bytes.
    pub(crate) fn content(&self, most: u64) -> Result<Vec<u8>, Errno> {
        match self.kind() {
            SFlag::S_IFREG => bounded(self.reopen(OFlag::O_RDONLY | OFlag::O_NONBLOCK)?.into(), most),
            SFlag::S_IFDIR => Err(Errno::EISDIR),
            _ => Err(NOT_REGULAR),
        }
    }
}

fn bounded(file: File, most: u64) -> Result<Vec<u8>, Errno> {
    let mut content = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut content).map_err(|error| errno_of(&error))?;
    if content.len() as u64 > most { Err(Errno::EFBIG) } else { Ok(content) }
}

/// What the regular file at `path` holds, below `root`, if that is no more than `most` bytes.
pub(crate) fn read(root: &Path, path: &Path, most: u64) -> Result<Vec<u8>, Errno> {
    Handle::readable(root, path)?.content(most)
}

/// What a regular file holds whose path nobody else could have led elsewhere: a file that comes with the image.
pub(crate) fn read_trusted(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = File::options().read(true).custom_flags(OFlag::O_NONBLOCK.bits()).open(path)?;
    let node = Handle::new(file.into())?;
    let refused = |errno| io::Error::other(super::explained(errno));
    if node.kind() != SFlag::S_IFREG {
        return Err(if node.is_directory() { Errno::EISDIR.into() } else { refused(NOT_REGULAR) });
    }
    bounded(node.fd.into(), most).map_err(|errno| match errno {
        Errno::EFBIG => refused(errno),
        errno => errno.into(),
    })
}

/// Opens what `path` leads to, below `root`; with `O_CREAT` among `flags` it is made where it is not there. What
/// is no regular file may keep the caller waiting.
pub(crate) fn open_file(root: &Path, path: &Path, flags: OFlag, mode: Mode) -> Result<OwnedFd, Errno> {
    let flags = flags | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
    let missing = if flags.contains(OFlag::O_CREAT) { Missing::File { flags, mode } } else { Missing::Fails };
    let end = walk(root, path, Rules { follow: true, foreign: true, missing })?;
    if end.made { Ok(end.node.fd) } else { end.node.reopen(flags - OFlag::O_CREAT) }
}

/// Makes an empty file, with the directories above it, or gives the one that is there a new time.
pub(crate) fn touch(root: &Path, path: &Path) -> Result<(), Errno> {
    let (above, _) = split(path)?;
    Handle::make_directory(root, above, 0o755)?;
    let flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_NONBLOCK;
    let file = open_file(root, path, flags, Mode::from_bits_truncate(0o644))?;
    futimens(file, &TimeSpec::UTIME_NOW, &TimeSpec::UTIME_NOW)
}

/// Removes what is at `path`, below `root`, unless that is a directory. A missing file counts as removed.
pub(crate) fn remove_file(root: &Path, path: &Path) -> Result<(), Errno> {
    let (above, name) = split(path)?;
    let removed = Handle::resolve(root, above, true)
        .and_then(|above| unlinkat(above.fd(), name, UnlinkatFlags::NoRemoveDir));
    match removed {
        Err(Errno::ENOENT | Errno::ENOTDIR) => Ok(()),
        removed => removed,
    }
}
