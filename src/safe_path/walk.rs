//! The walk along a path, and where it stops.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{OFlag, openat};
use nix::sys::stat::{Mode, mkdirat};

use super::Handle;

/// How many symbolic links are followed on one path: as many as by the kernel.
const LINKS_MAX: usize = 40;

/// How many steps one path may take, links included: with links to links a user could make it millions.
const STEPS_MAX: usize = 1024;

/// The rules of a walk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// A symbolic link at the end is followed.
    pub(super) follow: bool,
    /// For what is only read or written to. A user's directory may hold somebody else's file, if that has no
    /// other name: nobody can have linked it there. And a user's link may lead through root's directories, if it
    /// ends at what is the user's.
    pub(super) foreign: bool,
    /// What happens when something is not there.
    pub(super) missing: Missing,
}

/// What happens when something is not there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Missing {
    /// It is an error.
    Fails,
    /// Directories are made, with these modes.
    Directories { last: u32, above: u32 },
    /// A file is made at the end, open.
    File { flags: OFlag, mode: Mode },
}

/// Where a walk has ended.
#[derive(Debug)]
pub(super) struct Reached {
    pub(super) node: Handle,
    /// Nobody but root and this process's user can lead the same path elsewhere.
    pub(super) fixed: bool,
    /// The file has been made, and the node is open as [`Missing::File`] says.
    pub(super) made: bool,
}

/// Walks along `path`, below `root`.
pub(super) fn walk(root: &Path, path: &Path, rules: Rules) -> Result<Reached, Errno> {
    let mut components = components(path);
    let mut trail = vec![Handle::root(root)?];
    let (mut links, mut steps, mut fixed, mut made) = (0, 0, true, false);
    // Whose link was followed, if it was not one of root's: all from there on must be theirs.
    let mut led_by = None;
    while let Some(name) = components.pop_front() {
        steps += 1;
        if steps > STEPS_MAX {
            return Err(Errno::ELOOP);
        }
        if name == ".." {
            if trail.len() > 1 {
                trail.pop();
            }
            continue;
        }
        let here = trail.last().ok_or(Errno::ENOENT)?;
        let last = components.is_empty();
        let next = match here.entry(&name) {
            Err(Errno::ENOENT) => match rules.missing {
                Missing::Directories { last: mode, above } if led_by.is_none() => {
                    make_directory(here, &name, if last { mode } else { above })?
                }
                Missing::File { flags, mode } if last && led_by.is_none() => {
                    let file = make_file(here, &name, flags, mode)?;
                    made = file.is_some();
                    file.map_or_else(|| here.entry(&name), Ok)?
                }
                Missing::File { .. } if last => return Err(Errno::ENOLINK),
                _ => return Err(Errno::ENOENT),
            },
            next => next?,
        };
        fixed &= here.guards(&next);
        let foreign = rules.foreign && next.stat.st_nlink == 1;
        let safe = match led_by {
            Some(uid) => uid == next.stat.st_uid || (rules.foreign && next.is_passed()?),
            None => {
                here.is_trusted() || here.stat.st_uid == next.stat.st_uid || next.is_directory() || foreign
            }
        };
        if !safe {
            return Err(Errno::ENOLINK);
        }
        if !next.is_link() || (last && !rules.follow) {
            trail.push(next);
            continue;
        }
        links += 1;
        if links > LINKS_MAX {
            return Err(Errno::ELOOP);
        }
        if !next.is_trusted() {
            led_by = Some(next.stat.st_uid);
        }
        if next.is_on_proc()? {
            // A link of the kernel's own: what /proc/self/fd/1 leads to has no path.
            let flags = OFlag::O_PATH | OFlag::O_CLOEXEC;
            let target = Handle::new(openat(here.fd(), name.as_os_str(), flags, Mode::empty())?)?;
            trail.push(target);
            continue;
        }
        let target = next.target()?;
        if target.is_absolute() {
            trail.truncate(1);
        }
        for component in self::components(&target).into_iter().rev() {
            components.push_front(component);
        }
    }
    let node = trail.pop().filter(|end| led_by.is_none_or(|uid| end.stat.st_uid == uid));
    Ok(Reached { node: node.ok_or(Errno::ENOLINK)?, fixed, made })
}

/// Makes a directory whatever the umask is; one that has come to be there meanwhile is as good.
pub(super) fn make_directory(parent: &Handle, name: &OsStr, mode: u32) -> Result<Handle, Errno> {
    match mkdirat(&parent.fd, name, Mode::S_IRWXU) {
        Err(Errno::EEXIST) => return parent.entry(name),
        made => made?,
    }
    let mut node = parent.entry(name)?;
    // Whose directory it is in may have put another one in its place.
    let changed = !node.is_directory() || node.stat.st_uid != own_uid() || node.mode() & 0o077 != 0;
    if changed && !parent.guards(&node) {
        return Err(Errno::ENOLINK);
    }
    node.chmod(mode)?;
    Ok(node)
}

/// Makes a file and opens it, unless something has come to be there meanwhile.
fn make_file(parent: &Handle, name: &OsStr, flags: OFlag, mode: Mode) -> Result<Option<Handle>, Errno> {
    let flags = flags | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
    match openat(&parent.fd, name, flags, mode) {
        Err(Errno::EEXIST) => Ok(None),
        file => Handle::new(file?).map(Some),
    }
}

/// The user that this process is to the file system.
pub(super) fn own_uid() -> u32 {
    nix::unistd::geteuid().as_raw()
}

fn components(path: &Path) -> VecDeque<OsString> {
    let named = |component: Component<'_>| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    };
    path.components().filter_map(named).collect()
}

impl Handle {
    /// Whether what it is may point anywhere: it belongs to root or to this process's user. In a user namespace
    /// the host's root has the number of nobody, as on a store that is mounted from the host; nobody in here can
    /// have changed what is mounted read-only.
    pub(super) fn is_trusted(&self) -> bool {
        const UNMAPPED: u32 = 65534;
        let owner = self.stat.st_uid;
        owner == 0 || owner == own_uid() || (owner == UNMAPPED && self.is_read_only())
    }

    fn is_read_only(&self) -> bool {
        nix::sys::statvfs::fstatvfs(&self.fd)
            .is_ok_and(|facts| facts.flags().contains(nix::sys::statvfs::FsFlags::ST_RDONLY))
    }

    /// Whether nobody but root and this process's user can put something else in the place of `entry`.
    pub(crate) fn guards(&self, entry: &Self) -> bool {
        const STICKY: u32 = 0o1000;
        const OTHERS_WRITE: u32 = 0o022;
        let closed = self.mode() & OTHERS_WRITE == 0 || (self.mode() & STICKY != 0 && entry.is_trusted());
        self.is_trusted() && closed
    }

    /// Whether a user's link may lead through it: a directory of root's, but not one of /proc, whose files are
    /// not real ones.
    fn is_passed(&self) -> Result<bool, Errno> {
        Ok(self.is_directory() && self.is_trusted() && !self.is_on_proc()?)
    }

    /// What a symbolic link says.
    pub(crate) fn target(&self) -> Result<PathBuf, Errno> {
        nix::fcntl::readlinkat(&self.fd, c"").map(PathBuf::from)
    }

    fn is_on_proc(&self) -> Result<bool, Errno> {
        Ok(nix::sys::statfs::fstatfs(&self.fd)?.filesystem_type() == nix::sys::statfs::PROC_SUPER_MAGIC)
    }
}
