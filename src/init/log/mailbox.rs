//! A datagram socket that everyone may send to, which knows who sent what.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::Path;

use nix::errno::Errno;
use nix::sys::socket::sockopt::PassCred;
use nix::sys::socket::{MsgFlags, recv, setsockopt};

use crate::init::datagram::{self, Passed};

/// How many messages are received in one turn.
const TURN: usize = 64;

/// A datagram socket that everyone may send to.
#[derive(Debug)]
pub(super) struct Mailbox {
    fd: OwnedFd,
}

impl Mailbox {
    /// Binds a socket; one left by an earlier run is replaced.
    pub(super) fn bind(path: &Path) -> io::Result<Self> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let socket = UnixDatagram::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
        setsockopt(&socket, PassCred, &true)?;
        socket.set_nonblocking(true)?;
        Ok(Self { fd: socket.into() })
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Receives messages and hands each to `take` with its sender's process and what was passed, until there is
    /// none left, a turn is over or `take` returns false.
    pub(super) fn receive(&self, scratch: &mut [u8], mut take: impl FnMut(&[u8], i32, &Passed) -> bool) {
        for _ in 0..TURN {
            // The length comes first: a message that is longer than the buffer would be cut.
            let flags = MsgFlags::MSG_PEEK | MsgFlags::MSG_TRUNC | MsgFlags::MSG_DONTWAIT;
            let length = match recv(self.fd.as_raw_fd(), &mut [], flags) {
                Ok(length) => length,
                Err(Errno::EINTR) => continue,
                Err(_) => return,
            };
            let mut large = vec![0; if length > scratch.len() { length } else { 0 }];
            let buffer = if large.is_empty() { &mut *scratch } else { &mut large[..] };
            let Ok(datagram) = datagram::receive(self.fd.as_fd(), buffer) else { return };
            let pid = datagram.sender.map_or(0, |(pid, _)| pid);
            if !take(&buffer[..datagram.length], pid, &datagram.descriptors) {
                return;
            }
        }
    }
}
