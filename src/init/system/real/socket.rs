//! Listening sockets of `.socket` units: systemd.socket(5).

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::Path;

use nix::sys::socket::{
    AddressFamily, Backlog, SockType, SockaddrStorage, UnixAddr, bind, listen as start_listening, setsockopt,
    sockopt,
};

use super::open_socket::{failed, open};
use super::watched::EventSource;
use super::{Linux, socket_path};
use crate::init::system::{Priority, SocketId};
use crate::init::unit::{Address, Listen, SocketUnit};
use crate::safe_path::PathError;

/// Where a syslog daemon receives the log.
const SYSLOG: &str = "/run/systemd/journal/syslog";

/// A socket, and its token while it is watched for traffic.
pub(super) struct Listening {
    pub(super) fd: OwnedFd,
    pub(super) token: Option<u64>,
}

impl Linux {
    pub(super) fn open_socket(&mut self, unit: &SocketUnit, address: &Listen) -> Result<SocketId, String> {
        let (fd, undone) = listen(unit, address)?;
        for problem in undone {
            self.log.message(Priority::Warning, &problem.to_string());
        }
        let id = SocketId(self.watched.number());
        if *address == Listen::Datagram(Address::Path(SYSLOG.into())) {
            match self.log.pass_on(Path::new(SYSLOG), unit.service.as_str()) {
                Ok(()) => self.passes_on = Some(id),
                Err(error) => {
                    self.log.message(Priority::Warning, &format!("the log can't be passed on: {error}"));
                }
            }
        }
        self.sockets.insert(id, Listening { fd, token: None });
        Ok(id)
    }

    pub(super) fn watch_socket(&mut self, id: SocketId) {
        if let Some(socket) = self.sockets.get_mut(&id)
            && socket.token.is_none()
        {
            socket.token = self.watched.add(&socket.fd, EventSource::Socket(id)).ok();
        }
    }

    pub(super) fn unwatch_socket(&mut self, id: SocketId) {
        if let Some(socket) = self.sockets.get_mut(&id)
            && let Some(token) = socket.token.take()
        {
            self.watched.remove(&socket.fd, token);
        }
    }
}

/// Makes, binds and opens one of a socket unit's addresses; also returns what could not be done for it.
fn listen(unit: &SocketUnit, listen: &Listen) -> Result<(OwnedFd, Vec<PathError>), String> {
    let mut undone = Vec::new();
    let (kind, address) = match listen {
        Listen::Stream(address) => (SockType::Stream, address),
        Listen::Datagram(address) => (SockType::Datagram, address),
        Listen::SequentialPacket(address) => (SockType::SeqPacket, address),
        Listen::Fifo(path) => return socket_path::fifo(unit, path),
    };
    let fd = match address {
        Address::Path(path) => {
            let (fd, problems) = socket_path::socket(unit, kind, path)?;
            undone = problems;
            fd
        }
        Address::Abstract(name) => {
            let shown = || format!("@{}", String::from_utf8_lossy(name));
            let address = UnixAddr::new_abstract(name).map_err(|error| failed(&shown(), error))?;
            let fd = open(AddressFamily::Unix, kind).map_err(|error| failed(&shown(), error))?;
            bind(fd.as_raw_fd(), &address).map_err(|error| failed(&shown(), error))?;
            fd
        }
        Address::Ip(address) => on_network(unit, kind, *address)?,
        Address::Port(port) => {
            let every = SocketAddr::from((Ipv6Addr::UNSPECIFIED, *port));
            // Without IPv6 in the kernel there is only IPv4.
            on_network(unit, kind, every)
                .or_else(|_| on_network(unit, kind, SocketAddr::from((Ipv4Addr::UNSPECIFIED, *port))))?
        }
    };
    tune(unit, &fd);
    if kind != SockType::Datagram {
        let backlog = unit.backlog.and_then(|backlog| i32::try_from(backlog).ok());
        let backlog = backlog.and_then(|backlog| Backlog::new(backlog).ok()).unwrap_or(Backlog::MAXCONN);
        start_listening(&fd, backlog).map_err(|error| failed(&format!("{address:?}"), error))?;
    }
    Ok((fd, undone))
}

fn on_network(unit: &SocketUnit, kind: SockType, address: SocketAddr) -> Result<OwnedFd, String> {
    let shown = address.to_string();
    let failed = |error| failed(&shown, error);
    let family = if address.is_ipv6() { AddressFamily::Inet6 } else { AddressFamily::Inet };
    let fd = open(family, kind).map_err(failed)?;
    setsockopt(&fd, sockopt::ReuseAddr, &true).map_err(failed)?;
    if unit.reuse_port {
        setsockopt(&fd, sockopt::ReusePort, &true).map_err(failed)?;
    }
    if let (true, Some(only)) = (address.is_ipv6(), unit.bind_ipv6_only) {
        setsockopt(&fd, sockopt::Ipv6V6Only, &only).map_err(failed)?;
    }
    bind(fd.as_raw_fd(), &SockaddrStorage::from(address)).map_err(failed)?;
    Ok(fd)
}

/// Sets options that are nice to have: failures do not matter.
fn tune(unit: &SocketUnit, fd: &OwnedFd) {
    if unit.keep_alive {
        let _ = setsockopt(fd, sockopt::KeepAlive, &true);
    }
    if unit.no_delay {
        let _ = setsockopt(fd, sockopt::TcpNoDelay, &true);
    }
    if unit.free_bind {
        let _ = setsockopt(fd, sockopt::IpFreebind, &true);
    }
    if unit.broadcast {
        let _ = setsockopt(fd, sockopt::Broadcast, &true);
    }
    if unit.pass_credentials {
        let _ = setsockopt(fd, sockopt::PassCred, &true);
    }
    if let Some(size) = unit.receive_buffer {
        let _ = setsockopt(fd, sockopt::RcvBuf, &size);
    }
    if let Some(size) = unit.send_buffer {
        let _ = setsockopt(fd, sockopt::SndBuf, &size);
    }
}
