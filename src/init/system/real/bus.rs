//! The connection to the message bus.

use std::os::fd::{AsRawFd, OwnedFd};
use std::path::Path;

use nix::errno::Errno;
use nix::sys::socket::{AddressFamily, MsgFlags, SockFlag, SockType, UnixAddr, connect, recv, send, socket};

use super::Linux;
use super::command::TURN;
use super::watched::EventSource;
use crate::init::bus::{BusSession, News};
use crate::init::system::Event;

pub(super) struct Connection {
    fd: OwnedFd,
    token: u64,
    pub(super) session: BusSession,
}

impl Linux {
    pub(super) fn open_bus(&mut self, path: &Path) -> Result<(), String> {
        self.close_bus();
        self.connection_to(path)
            .map(|connection| self.bus = Some(connection))
            .map_err(|errno| format!("can't connect to {}: {}", path.display(), errno.desc()))?;
        self.send_to_bus();
        Ok(())
    }

    fn connection_to(&mut self, path: &Path) -> Result<Connection, Errno> {
        let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
        let fd = socket(AddressFamily::Unix, SockType::Stream, flags, None)?;
        // Its backlog may be full: PID 1 does not wait.
        connect(fd.as_raw_fd(), &UnixAddr::new(path)?)?;
        let token = self.watched.add(&fd, EventSource::Bus)?;
        Ok(Connection { fd, token, session: BusSession::new(nix::unistd::geteuid().as_raw()) })
    }

    fn close_bus(&mut self) {
        if let Some(connection) = self.bus.take() {
            self.watched.forget(connection.token);
        }
    }

    fn bus_is_gone(&mut self, why: String) {
        self.close_bus();
        self.queue.push_back(Event::Bus(News::Gone(why)));
    }

    /// Sends what is waiting. Part of a message is useless: if it does not all go out at once, the connection ends.
    pub(super) fn send_to_bus(&mut self) {
        let Some(connection) = &mut self.bus else { return };
        let bytes = connection.session.take_outgoing();
        if bytes.is_empty() {
            return;
        }
        let flags = MsgFlags::MSG_NOSIGNAL | MsgFlags::MSG_DONTWAIT;
        match send(connection.fd.as_raw_fd(), &bytes, flags) {
            Ok(sent) if sent == bytes.len() => (),
            Ok(_) | Err(Errno::EAGAIN) => self.bus_is_gone("it does not take what init says".to_owned()),
            Err(errno) => self.bus_is_gone(errno.desc().to_owned()),
        }
    }

    pub(super) fn take_bus(&mut self) {
        let mut buffer = [0; 4096];
        for _ in 0..TURN {
            let Some(connection) = &mut self.bus else { return };
            let received = match recv(connection.fd.as_raw_fd(), &mut buffer, MsgFlags::MSG_DONTWAIT) {
                Ok(0) => Err("it has closed the connection".to_owned()),
                Ok(length) => connection.session.receive(&buffer[..length]),
                Err(Errno::EAGAIN | Errno::EINTR) => return,
                Err(errno) => Err(errno.desc().to_owned()),
            };
            match received {
                Ok(news) => self.queue.extend(news.into_iter().map(Event::Bus)),
                Err(why) => return self.bus_is_gone(why),
            }
            self.send_to_bus();
        }
    }
}
