//! A socket that anyone may connect to, and who connects.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use nix::libc;
use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer {
    /// The process's id.
    pub pid: i32,
    /// The user's id.
    pub uid: u32,
}

impl Peer {
    /// Whether it may do everything, as root and PID 1's own user may.
    pub(crate) fn may_everything(self) -> bool {
        self.uid == 0 || self.uid == nix::unistd::geteuid().as_raw()
    }
}

/// A listening stream socket.
#[derive(Debug)]
pub(super) struct Listener {
    socket: UnixListener,
    spare: Option<File>,
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl Listener {
    /// Listens at `path`, to which everyone may connect; a socket left by an earlier run is replaced.
    ///
    /// # Errors
    /// When the socket can't be made.
    pub(super) fn bind(path: &Path) -> io::Result<Self> {
        if let Err(error) = std::fs::remove_file(path)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
        let socket = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
        socket.set_nonblocking(true)?;
        Ok(Self { socket, spare: spare() })
    }

    /// The next waiting client: a stream that does not block.
    pub(super) fn accept(&mut self) -> Option<(UnixStream, Peer)> {
        loop {
            let stream = self.accept_one()?;
            if let (Ok(()), Ok(known)) = (stream.set_nonblocking(true), getsockopt(&stream, PeerCredentials))
            {
                return Some((stream, Peer { pid: known.pid(), uid: known.uid() }));
            }
        }
    }

    /// Accepts one client. Without a descriptor for it, a waiting client would keep the listener readable for ever: the
    /// one kept for that case is enough to turn it away.
    fn accept_one(&mut self) -> Option<UnixStream> {
        loop {
            match self.socket.accept() {
                Ok((stream, _)) => return Some(stream),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                Err(error) if [Some(libc::EMFILE), Some(libc::ENFILE)].contains(&error.raw_os_error()) => {
                    self.spare.take()?;
                    let turned_away = self.socket.accept().is_ok();
                    self.spare = spare();
                    // The error comes even where nobody waits.
                    if !turned_away {
                        return None;
                    }
                }
                Err(_) => return None,
            }
        }
    }
}

fn spare() -> Option<File> {
    File::open("/dev/null").ok()
}
