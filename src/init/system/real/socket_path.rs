//! Sockets and FIFOs in the file system. The directory is held by a descriptor, and what was made in it gets its mode
//! and owner through a descriptor too, not by its path: the directory's owner can exchange what is in it.

use std::ffi::OsStr;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::socket::{SockType, UnixAddr, bind};
use nix::sys::stat::{Mode, SFlag, umask};
use nix::unistd::{UnlinkatFlags, mkfifoat, symlinkat, unlinkat};

use super::open_socket::{failed, open};
use crate::init::unit::SocketUnit;
use crate::safe_path::{self, Handle, PathError, ROOT};
use crate::users::Users;

/// The place for a socket or a FIFO.
struct SocketPlace<'a> {
    path: &'a Path,
    directory: Handle,
    name: &'a OsStr,
    /// Nobody can make the path lead elsewhere.
    fixed: bool,
}

impl<'a> SocketPlace<'a> {
    /// Makes the directories that are missing.
    fn new(unit: &SocketUnit, path: &'a Path) -> Result<Self, Errno> {
        let (above, name) = safe_path::split(path)?;
        let (directory, fixed) = Handle::make_way(Path::new(ROOT), above, unit.directory_mode)?;
        Ok(Self { path, directory, name, fixed })
    }

    /// A path to bind to. A service may look at a socket's path, so it is the real one, unless a user could
    /// exchange a directory on it: then the path goes through the descriptor.
    fn address(&self) -> PathBuf {
        if self.fixed { self.path.to_owned() } else { self.directory.magic_link().join(self.name) }
    }

    /// Makes it, after removing what an earlier run has left there.
    fn make(&self, mode: u32, mut make: impl FnMut() -> Result<(), Errno>) -> Result<(), Errno> {
        // It is never more open than in the end.
        let before = umask(Mode::from_bits_truncate(!mode & 0o777));
        let made = match make() {
            Err(Errno::EADDRINUSE | Errno::EEXIST) => {
                let _ = unlinkat(self.directory.fd(), self.name, UnlinkatFlags::NoRemoveDir);
                make()
            }
            made => made,
        };
        umask(before);
        made
    }

    /// What has been made, unless the directory's owner has put something else there meanwhile.
    fn made(&self, kind: SFlag) -> Result<Handle, Errno> {
        let node = self.directory.entry(self.name)?;
        let own = node.stat().st_uid == nix::unistd::geteuid().as_raw() || self.directory.guards(&node);
        if node.kind() == kind && own { Ok(node) } else { Err(Errno::ENOLINK) }
    }
}

/// Makes and binds a socket; also returns what could not be done for it.
pub(super) fn socket(
    unit: &SocketUnit,
    kind: SockType,
    path: &Path,
) -> Result<(OwnedFd, Vec<PathError>), String> {
    let failed = |errno| failed(&path.display().to_string(), errno);
    let place = SocketPlace::new(unit, path).map_err(failed)?;
    let address = UnixAddr::new(&place.address()).map_err(failed)?;
    let fd = open(nix::sys::socket::AddressFamily::Unix, kind).map_err(failed)?;
    place.make(unit.mode, || bind(fd.as_raw_fd(), &address)).map_err(failed)?;
    give_away(unit, place.made(SFlag::S_IFSOCK).map_err(failed)?, path)?;
    Ok((fd, link(unit, path)))
}

/// Makes and opens a FIFO; also returns what could not be done for it.
pub(super) fn fifo(unit: &SocketUnit, path: &Path) -> Result<(OwnedFd, Vec<PathError>), String> {
    let failed = |errno| failed(&path.display().to_string(), errno);
    let place = SocketPlace::new(unit, path).map_err(failed)?;
    let mode = Mode::from_bits_truncate(unit.mode);
    place.make(unit.mode, || mkfifoat(place.directory.fd(), place.name, mode)).map_err(failed)?;
    let fifo = give_away(unit, place.made(SFlag::S_IFIFO).map_err(failed)?, path)?;
    // For reading and writing, so that it does not come to its end when a writer leaves.
    let fd = fifo.reopen(OFlag::O_RDWR | OFlag::O_NONBLOCK).map_err(failed)?;
    Ok((fd, link(unit, path)))
}

/// Sets mode and owner.
fn give_away(unit: &SocketUnit, mut node: Handle, path: &Path) -> Result<Handle, String> {
    let users = Users::new(Path::new(ROOT));
    let user = unit.user.as_deref().map(|name| users.user(name)).transpose();
    let user = user.map_err(|error| error.to_string())?;
    let group = unit.group.as_deref().map(|name| users.group(name)).transpose();
    let group = group.map_err(|error| error.to_string())?;
    let gid = group.map(|group| group.gid).or(user.as_ref().map(|user| user.gid));
    let failed = safe_path::failed("set mode and owner of", path);
    node.chmod(unit.mode)
        .and_then(|()| node.chown(user.map(|user| user.uid), gid))
        .map_err(|errno| failed(errno).to_string())?;
    Ok(node)
}

/// Makes `Symlinks=`. As in systemd, listening does not depend on them, and they replace something else only with
/// `RemoveOnStop=`.
fn link(unit: &SocketUnit, path: &Path) -> Vec<PathError> {
    let one =
        |link: &PathBuf| link_to(unit, link, path).map_err(safe_path::failed("make the link", link)).err();
    unit.symlinks.iter().filter_map(one).collect()
}

fn link_to(unit: &SocketUnit, link: &Path, target: &Path) -> Result<(), Errno> {
    let (above, name) = safe_path::split(link)?;
    let (directory, _) = Handle::make_way(Path::new(ROOT), above, unit.directory_mode)?;
    match symlinkat(target, directory.fd(), name) {
        Err(Errno::EEXIST) => (),
        made => return made,
    }
    let there = directory.entry(name)?;
    if there.is_link() && there.target()? == target {
        return Ok(());
    }
    if !unit.remove_on_stop {
        return Err(Errno::EEXIST);
    }
    unlinkat(directory.fd(), name, UnlinkatFlags::NoRemoveDir)?;
    symlinkat(target, directory.fd(), name)
}
