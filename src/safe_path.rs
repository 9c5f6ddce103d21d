//! Files that root touches in directories that others may write to.
//!
//! A path is walked component by component with descriptors, in [`walk`]. Where a user's symbolic
//! link leads to what somebody else owns, or a user's directory holds somebody else's file, the walk
//! stops (systemd's chase.c calls it an unsafe path transition): otherwise a service could make PID 1
//! change the owner of any file. A real directory in a user's directory is no danger: it can't be
//! linked there. What is reached is then changed through its descriptor, never through its name
//! again. Nothing of it needs openat2(2), which engines forbid.

mod files;
mod trees;
mod walk;

pub(crate) use files::{open_file, read, read_trusted, remove_file, touch};
pub(crate) use trees::entries;
pub(crate) use trees::{chown_all, links_are_protected, remove, remove_content, remove_if_small};

use std::ffi::OsStr;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{AtFlags, OFlag, open, openat};
use nix::sys::stat::{FileStat, Mode, SFlag, fstat};
use nix::unistd::{Gid, Uid, fchownat};

use walk::{Missing, Rules};

/// The root directory of the machine, or of the container: where absolute paths begin.
pub(crate) const ROOT: &str = "/";

/// Something could not be done to a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("can't {action} {}: {}", path.display(), explained(*errno))]
pub(crate) struct PathError {
    /// What could not be done: `make`, `change the owner of`, …
    pub action: &'static str,
    /// The path that it could not be done to.
    pub path: PathBuf,
    /// What the system said; `ENOLINK` for an unsafe step.
    pub errno: Errno,
}

/// What an errno means for a path, for a person.
pub(crate) fn explained(errno: Errno) -> String {
    match errno {
        Errno::EROFS => "the file system is read-only; mount a volume or a tmpfs there".into(),
        Errno::ENOLINK => "a user's file on the way leads to somebody else's".into(),
        Errno::EBADFD => "it is no regular file".into(),
        Errno::EFBIG => "it is too large".into(),
        Errno::EMLINK => "a user may have linked it there (fs.protected_hardlinks is not set)".into(),
        Errno::ENOSPC => "no space left on the device".into(),
        errno => errno.desc().to_lowercase(),
    }
}

/// Gives an error of the system the action and the path.
pub(crate) fn failed(action: &'static str, path: &Path) -> impl FnOnce(Errno) -> PathError {
    move |errno| PathError { action, path: path.to_owned(), errno }
}

/// A file that was reached; only a handle, which can't be read or written.
#[derive(Debug)]
pub(crate) struct Handle {
    fd: OwnedFd,
    stat: FileStat,
}

const HANDLE: OFlag = OFlag::O_PATH.union(OFlag::O_NOFOLLOW).union(OFlag::O_CLOEXEC);

impl Handle {
    /// The directory `root` itself.
    pub(crate) fn root(root: &Path) -> Result<Self, Errno> {
        Self::new(open(root, OFlag::O_PATH | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC, Mode::empty())?)
    }

    fn new(fd: OwnedFd) -> Result<Self, Errno> {
        let stat = fstat(&fd)?;
        Ok(Self { fd, stat })
    }

    /// What `path` leads to, below `root`. A symbolic link at its end is followed if `follow`.
    pub(crate) fn resolve(root: &Path, path: &Path, follow: bool) -> Result<Self, Errno> {
        let rules = Rules { follow, foreign: false, missing: Missing::Fails };
        walk::walk(root, path, rules).map(|end| end.node)
    }

    /// As [`Handle::resolve`] for a directory, made with its parents where it is missing (owned by
    /// this process, with `mode` and parents with 0755).
    pub(crate) fn make_directory(root: &Path, path: &Path, mode: u32) -> Result<Self, Errno> {
        make(root, path, Missing::Directories { last: mode, above: 0o755 }).map(|(node, _)| node)
    }

    /// As [`Handle::make_directory`] with one mode for all that is made. Says also whether the same path will
    /// lead there as long as root and this process's user don't change that.
    pub(crate) fn make_way(root: &Path, path: &Path, mode: u32) -> Result<(Self, bool), Errno> {
        make(root, path, Missing::Directories { last: mode, above: mode })
    }

    /// The directory `name` in this one, made where it is missing, in which only this process's user may
    /// write. `EPERM` where it is somebody else's, or anybody could exchange it.
    pub(crate) fn own_directory(&self, name: &OsStr) -> Result<Self, Errno> {
        let mut node = match self.entry(name) {
            Err(Errno::ENOENT) => walk::make_directory(self, name, 0o755)?,
            node => node?,
        };
        if !node.is_directory() {
            return Err(Errno::ENOTDIR);
        }
        // A process that is not root may have such a directory from the engine, and shares the container with no
        // other user.
        let alone = !nix::unistd::geteuid().is_root();
        if node.stat.st_uid != walk::own_uid() || !(alone || self.guards(&node)) {
            return Err(Errno::EPERM);
        }
        node.chmod(0o755)?;
        Ok(node)
    }

    /// The entry `name`; a symbolic link is not followed.
    pub(crate) fn entry(&self, name: &OsStr) -> Result<Self, Errno> {
        Self::new(openat(&self.fd, name, HANDLE, Mode::empty())?)
    }

    /// The descriptor that stands for the place.
    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// What stat(2) says of it.
    pub(crate) fn stat(&self) -> &FileStat {
        &self.stat
    }

    /// What kind of file it is.
    pub(crate) fn kind(&self) -> SFlag {
        SFlag::from_bits_truncate(self.stat.st_mode & SFlag::S_IFMT.bits())
    }

    /// Whether it is a directory.
    pub(crate) fn is_directory(&self) -> bool {
        self.kind() == SFlag::S_IFDIR
    }

    /// Whether it is a symbolic link.
    pub(crate) fn is_link(&self) -> bool {
        self.kind() == SFlag::S_IFLNK
    }

    /// The twelve low bits of its mode.
    pub(crate) fn mode(&self) -> u32 {
        self.stat.st_mode & 0o7777
    }

    /// Opens it for real.
    pub(crate) fn reopen(&self, flags: OFlag) -> Result<OwnedFd, Errno> {
        if self.is_link() {
            return Err(Errno::ELOOP);
        }
        if self.is_directory() {
            return openat(&self.fd, c".", flags | OFlag::O_CLOEXEC, Mode::empty());
        }
        open(self.magic_link().as_path(), flags | OFlag::O_CLOEXEC | OFlag::O_NOCTTY, Mode::empty())
    }

    /// Gives it an owner, where it has another.
    pub(crate) fn chown(&mut self, uid: Option<u32>, gid: Option<u32>) -> Result<(), Errno> {
        let uid = uid.filter(|uid| *uid != self.stat.st_uid);
        let gid = gid.filter(|gid| *gid != self.stat.st_gid);
        if uid.is_none() && gid.is_none() {
            return Ok(());
        }
        fchownat(&self.fd, c"", uid.map(Uid::from_raw), gid.map(Gid::from_raw), AtFlags::AT_EMPTY_PATH)?;
        self.stat = fstat(&self.fd)?;
        Ok(())
    }

    /// Gives it permissions, where it has others. A symbolic link has none.
    pub(crate) fn chmod(&mut self, mode: u32) -> Result<(), Errno> {
        if self.is_link() || self.mode() == mode {
            return Ok(());
        }
        // A handle can't be changed by fchmod(2), but through its name in /proc.
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(self.magic_link(), permissions).map_err(|error| errno_of(&error))?;
        self.stat = fstat(&self.fd)?;
        Ok(())
    }

    /// Whether this process may write to it.
    pub(crate) fn check_writable(&self) -> Result<(), Errno> {
        nix::unistd::access(&self.magic_link(), nix::unistd::AccessFlags::W_OK)
    }

    /// A path that leads to it whatever its name is by now.
    pub(crate) fn magic_link(&self) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", self.fd.as_raw_fd()))
    }
}

/// The errno of an I/O error.
pub(crate) fn errno_of(error: &std::io::Error) -> Errno {
    error.raw_os_error().map_or(Errno::EIO, Errno::from_raw)
}

fn make(root: &Path, path: &Path, missing: Missing) -> Result<(Handle, bool), Errno> {
    let end = walk::walk(root, path, Rules { follow: true, foreign: false, missing })?;
    // A process that is not root shares the container with no other user: its services run as the same one.
    let fixed = end.fixed || !nix::unistd::geteuid().is_root();
    if end.node.is_directory() { Ok((end.node, fixed)) } else { Err(Errno::ENOTDIR) }
}

/// The parent of `path` and its last component.
pub(crate) fn split(path: &Path) -> Result<(&Path, &OsStr), Errno> {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !name.as_bytes().is_empty() => Ok((parent, name)),
        _ => Err(Errno::EINVAL),
    }
}

#[cfg(test)]
mod tests;
