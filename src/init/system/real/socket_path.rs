//! Sockets and FIFOs in the file system. The directory is held by a descriptor, and what has been made there is
//! given its mode and its owner as that, not by its path: whoever owns the directory can exchange what is in it.

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
use crate::safe_path::{self, Handle, PathError};
use crate::users::Users;

/// The root directory.
const ROOT: &str = "/";

/// Where a socket or a FIFO is to be.
struct SocketPlace<'a> {
    path: &'a Path,
    directory: Handle,
    name: &'a OsStr,
    /// Nobody can lead the path elsewhere.
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
    /// exchange a directory on it: then it leads through the descriptor.
    fn address(&self) -> PathBuf {
        if self.fixed { self.path.to_owned() } else { self.directory.magic_link().join(self.name) }
    }

    /// Makes it; what a former run has left there goes first.
    fn make(&self, mode: u32, mut make: impl FnMut() -> Result<(), Errno>) -> Result<(), Errno> {
        // Never is it more open than in the end.
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

/// A bound socket, and what could not be done for it.
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

/// A FIFO, open, and what could not be done for it.
pub(super) fn fifo(unit: &SocketUnit, path: &Path) -> Result<(OwnedFd, Vec<PathError>), String> {
    let failed = |errno| failed(&path.display().to_string(), errno);
    let place = SocketPlace::new(unit, path).map_err(failed)?;
    let mode = Mode::from_bits_truncate(unit.mode);
    place.make(unit.mode, || mkfifoat(place.directory.fd(), place.name, mode)).map_err(failed)?;
    let fifo = give_away(unit, place.made(SFlag::S_IFIFO).map_err(failed)?, path)?;
    // For reading and writing, so that it never is at its end when a writer leaves.
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

/// `Symlinks=`. As systemd has it they are no condition for listening, and take the place of something else only
/// with `RemoveOnStop=`.
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
