//! Connections of socket units, and their peers.

use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};

use nix::errno::Errno;
use nix::sys::socket::{SockFlag, SockaddrStorage, accept4, getpeername, getsockname, getsockopt, sockopt};

use super::Linux;
use super::socket::Listening;
use crate::init::system::{Accepted, Origin, SocketId};

impl Linux {
    pub(super) fn accept_connection(&mut self, socket: SocketId) -> Result<Option<Accepted>, Errno> {
        let Some(listening) = self.sockets.get(&socket) else { return Ok(None) };
        let Some(fd) = accept(&listening.fd)? else { return Ok(None) };
        let Some((origin, instance, peer, variables)) = describe(&fd) else { return Ok(None) };
        let socket = SocketId(self.watched.number());
        self.sockets.insert(socket, Listening { fd, token: None });
        Ok(Some(Accepted { socket, source: origin, instance, peer, variables }))
    }
}

/// A connection; none if the peer is gone again. accept(2) says which errors are the network's.
#[allow(unsafe_code)]
fn accept(socket: &impl AsFd) -> Result<Option<OwnedFd>, Errno> {
    match accept4(socket.as_fd().as_raw_fd(), SockFlag::SOCK_CLOEXEC) {
        // SAFETY: the kernel has just made it for this process, and nobody else knows it.
        Ok(fd) => Ok(Some(unsafe { OwnedFd::from_raw_fd(fd) })),
        Err(errno @ (Errno::EMFILE | Errno::ENFILE | Errno::ENOBUFS | Errno::ENOMEM)) => Err(errno),
        Err(_) => Ok(None),
    }
}

type Description = (Origin, String, String, Vec<(String, String)>);

/// The peer: for limits, for the name of the instance, for people to read, for the service. None if it is gone
/// already.
fn describe(fd: &OwnedFd) -> Option<Description> {
    let local = getsockname::<SockaddrStorage>(fd.as_raw_fd()).ok()?;
    let remote = getpeername::<SockaddrStorage>(fd.as_raw_fd()).ok()?;
    let (Some(local), Some(remote)) = (network(&local), network(&remote)) else {
        return Some(match getsockopt(fd, sockopt::PeerCredentials) {
            Ok(peer) => {
                let shown = format!("PID {}/UID {}", peer.pid(), peer.uid());
                (Origin::User(peer.uid()), format!("{}-{}", peer.pid(), peer.uid()), shown, Vec::new())
            }
            Err(_) => (Origin::Unknown, "unknown".to_owned(), "unknown".to_owned(), Vec::new()),
        });
    };
    let (local, remote) = (plain(local), plain(remote));
    let end = |address: SocketAddr| format!("{}:{}", address.ip(), address.port());
    let variables = [("REMOTE_ADDR", remote.ip().to_string()), ("REMOTE_PORT", remote.port().to_string())];
    let variables = variables.map(|(name, value)| (name.to_owned(), value)).to_vec();
    Some((
        Origin::Address(remote.ip()),
        format!("{}-{}", end(local), end(remote)),
        remote.to_string(),
        variables,
    ))
}

/// The address, if it is one of the network.
fn network(address: &SockaddrStorage) -> Option<SocketAddr> {
    if let Some(address) = address.as_sockaddr_in() {
        return Some(SocketAddr::from((address.ip(), address.port())));
    }
    let address = address.as_sockaddr_in6()?;
    Some(SocketAddr::from((address.ip(), address.port())))
}

/// Turns an IPv4 address that is mapped to IPv6 back into IPv4.
fn plain(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V6(ip) => {
            SocketAddr::new(ip.to_ipv4_mapped().map_or(IpAddr::V6(ip), IpAddr::V4), address.port())
        }
        IpAddr::V4(_) => address,
    }
}
