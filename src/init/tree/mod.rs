//! Files that root touches in directories that others may write to.
//!
//! A path is walked component by component with descriptors. Where a user's symbolic link leads
//! to what somebody else owns, or a user's directory holds somebody else's file, the walk stops
//! (systemd calls it an unsafe path transition): otherwise a service could make PID 1 change the
//! owner of any file. A real directory in a user's directory is no danger: it can't be linked
//! there. What is reached is then changed through its descriptor, never through its name again.

mod walk;

pub(super) use walk::entries;
pub use walk::{chown_all, remove, remove_content};

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{AtFlags, OFlag, open, openat, readlinkat};
use nix::sys::stat::{FileStat, Mode, SFlag, fstat, mkdirat};
use nix::unistd::{Gid, Uid, fchownat};

/// So many symbolic links are followed on one path, as by the kernel.
const LINKS_MAX: usize = 40;

/// Something could not be done to a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("can't {action} {}: {}", path.display(), explained(*errno))]
pub struct TreeError {
    /// What: `make`, `change the owner of`, …
    pub action: &'static str,
    /// To what.
    pub path: PathBuf,
    /// What the system said; `ENOLINK` for an unsafe step.
    pub errno: Errno,
}

fn explained(errno: Errno) -> String {
    match errno {
        Errno::EROFS => "the file system is read-only; mount a volume or a tmpfs there".into(),
        Errno::ENOLINK => "a user's file on the way leads to somebody else's".into(),
        Errno::ENOSPC => "no space left on the device".into(),
        errno => errno.desc().to_lowercase(),
    }
}

/// Gives an error of the system the action and the path.
pub fn failed(action: &'static str, path: &Path) -> impl FnOnce(Errno) -> TreeError {
    move |errno| TreeError { action, path: path.to_owned(), errno }
}

/// A file that was reached; only a handle, which can't be read or written.
#[derive(Debug)]
pub struct Node {
    fd: OwnedFd,
    stat: FileStat,
}

const HANDLE: OFlag = OFlag::O_PATH.union(OFlag::O_NOFOLLOW).union(OFlag::O_CLOEXEC);

impl Node {
    /// The directory `root` itself.
    pub fn root(root: &Path) -> Result<Self, Errno> {
        Self::new(open(root, OFlag::O_PATH | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC, Mode::empty())?)
    }

    fn new(fd: OwnedFd) -> Result<Self, Errno> {
        let stat = fstat(&fd)?;
        Ok(Self { fd, stat })
    }

    /// What `path` leads to, below `root`. A symbolic link at its end is followed if `follow`.
    pub fn resolve(root: &Path, path: &Path, follow: bool) -> Result<Self, Errno> {
        resolve(root, path, follow, None)
    }

    /// As [`Node::resolve`] for a directory, made with its parents where it is missing (owned by
    /// this process, with `mode` and parents with 0755).
    pub fn make_directory(root: &Path, path: &Path, mode: u32) -> Result<Self, Errno> {
        let node = resolve(root, path, true, Some(mode))?;
        if node.is_directory() { Ok(node) } else { Err(Errno::ENOTDIR) }
    }

    /// The entry `name`; a symbolic link is not followed.
    pub fn entry(&self, name: &OsStr) -> Result<Self, Errno> {
        Self::new(openat(&self.fd, name, HANDLE, Mode::empty())?)
    }

    /// Its descriptor.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// What stat(2) says of it.
    pub fn stat(&self) -> &FileStat {
        &self.stat
    }

    /// What kind of file it is.
    pub fn kind(&self) -> SFlag {
        SFlag::from_bits_truncate(self.stat.st_mode & SFlag::S_IFMT.bits())
    }

    /// Whether it is a directory.
    pub fn is_directory(&self) -> bool {
        self.kind() == SFlag::S_IFDIR
    }

    /// Whether it is a symbolic link.
    pub fn is_link(&self) -> bool {
        self.kind() == SFlag::S_IFLNK
    }

    /// Its permissions.
    pub fn mode(&self) -> u32 {
        self.stat.st_mode & 0o7777
    }

    /// Opens it for real.
    pub fn reopen(&self, flags: OFlag) -> Result<OwnedFd, Errno> {
        if self.is_link() {
            return Err(Errno::ELOOP);
        }
        if self.is_directory() {
            return openat(&self.fd, c".", flags | OFlag::O_CLOEXEC, Mode::empty());
        }
        open(self.magic_link().as_path(), flags | OFlag::O_CLOEXEC | OFlag::O_NOCTTY, Mode::empty())
    }

    /// Gives it an owner, where it has another.
    pub fn chown(&mut self, uid: Option<u32>, gid: Option<u32>) -> Result<(), Errno> {
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
    pub fn chmod(&mut self, mode: u32) -> Result<(), Errno> {
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
    pub fn check_writable(&self) -> Result<(), Errno> {
        nix::unistd::access(&self.magic_link(), nix::unistd::AccessFlags::W_OK)
    }

    /// A path that leads to it whatever its name is by now.
    pub fn magic_link(&self) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", self.fd.as_raw_fd()))
    }
}

/// The errno of an I/O error.
pub fn errno_of(error: &std::io::Error) -> Errno {
    error.raw_os_error().map_or(Errno::EIO, Errno::from_raw)
}

fn resolve(root: &Path, path: &Path, follow: bool, make: Option<u32>) -> Result<Node, Errno> {
    let mut components = components(path);
    let mut trail = vec![Node::root(root)?];
    let mut links = 0;
    // Whose link was followed, if it was not one of root's: all from there on must be theirs.
    let mut led_by = None;
    while let Some(name) = components.pop_front() {
        if name == ".." {
            if trail.len() > 1 {
                trail.pop();
            }
            continue;
        }
        let here = trail.last().ok_or(Errno::ENOENT)?;
        let last = components.is_empty();
        let mut next = here.entry(&name);
        if let (Err(Errno::ENOENT), Some(mode)) = (&next, make) {
            make_one(here.fd(), &name, if last { mode } else { 0o755 })?;
            next = here.entry(&name);
        }
        let next = next?;
        check_step(here, &next, led_by)?;
        if !next.is_link() || (last && !follow) {
            trail.push(next);
            continue;
        }
        links += 1;
        if links > LINKS_MAX {
            return Err(Errno::ELOOP);
        }
        if !trusted(&next) {
            led_by = Some(next.stat.st_uid);
        }
        let target = PathBuf::from(readlinkat(&here.fd, name.as_os_str())?);
        if target.is_absolute() {
            trail.truncate(1);
        }
        for component in self::components(&target).into_iter().rev() {
            components.push_front(component);
        }
    }
    trail.pop().filter(|end| led_by.is_none_or(|uid| end.stat.st_uid == uid)).ok_or(Errno::ENOLINK)
}

/// Makes a directory whatever the umask is.
fn make_one(parent: BorrowedFd<'_>, name: &OsStr, mode: u32) -> Result<(), Errno> {
    match mkdirat(parent, name, Mode::from_bits_truncate(0o700)) {
        Ok(()) => Node::new(openat(parent, name, HANDLE, Mode::empty())?)?.chmod(mode),
        Err(Errno::EEXIST) => Ok(()),
        Err(error) => Err(error),
    }
}

fn components(path: &Path) -> VecDeque<OsString> {
    let named = |component: Component<'_>| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    };
    path.components().filter_map(named).collect()
}

/// Root, and who this process is, may point anywhere.
fn trusted(node: &Node) -> bool {
    node.stat.st_uid == 0 || node.stat.st_uid == nix::unistd::geteuid().as_raw()
}

fn check_step(from: &Node, to: &Node, led_by: Option<u32>) -> Result<(), Errno> {
    let owner = to.stat.st_uid;
    let safe = match led_by {
        Some(uid) => uid == owner,
        None => trusted(from) || from.stat.st_uid == owner || to.is_directory(),
    };
    if safe { Ok(()) } else { Err(Errno::ENOLINK) }
}

/// The parent of `path` and its last component.
pub fn split(path: &Path) -> Result<(&Path, &OsStr), Errno> {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !name.as_bytes().is_empty() => Ok((parent, name)),
        _ => Err(Errno::EINVAL),
    }
}

#[cfg(test)]
mod tests;
